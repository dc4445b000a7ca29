package dev.gitvoy.guard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads what somebody unknown sends, of no more bytes and for no longer than told. */
public final class BoundedBody {
    private static final int CHUNK = 16 << 10;

    private BoundedBody() {}

    /** It is larger than allowed; the rest was not read. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        TooLargeException(int most) {
            super("larger than " + most + " bytes");
        }
    }

    /** It came too slowly; the rest was not read. */
    public static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1;

        TooSlowException(Duration longest) {
            super("not here after " + longest.toSeconds() + " s");
        }
    }

    /**
     * Reads to the end.
     *
     * @param declared how long the sender says that it is; negative when it does not say
     * @param most bytes
     * @param longest time from now on; looked at whenever some bytes have come
     */
    public static byte[] read(InputStream in, long declared, int most, Duration longest) throws IOException {
        if (declared > most) {
            throw new TooLargeException(most);
        }
        long start = System.nanoTime();
        var body = new ByteArrayOutputStream();
        var chunk = new byte[CHUNK];
        while (true) {
            int count = in.read(chunk);
            if (count < 0) {
                return body.toByteArray();
            }
            if (body.size() + count > most) {
                throw new TooLargeException(most);
            }
            if (System.nanoTime() - start > longest.toNanos()) {
                throw new TooSlowException(longest);
            }
            body.write(chunk, 0, count);
        }
    }
}
