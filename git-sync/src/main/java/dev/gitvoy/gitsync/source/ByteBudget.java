package dev.gitvoy.gitsync.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How many bytes a fetch may still receive, over all its connections, and until when. One thread reads at a time. */
final class ByteBudget {
    private final long limit;
    private final Deadline deadline;
    private long received;

    ByteBudget(long limit, Deadline deadline) {
        this.limit = limit;
        this.deadline = deadline;
    }

    InputStream limit(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                spend(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                spend(Math.max(count, 0));
                return count;
            }

            @Override
            public long skip(long count) throws IOException {
                long skipped = super.skip(count);
                spend(skipped);
                return skipped;
            }
        };
    }

    private void spend(long count) throws IOException {
        received += count;
        if (received > limit) {
            throw new ForgeException(
                    SourceFailure.REFUSED,
                    "sends more than " + limit + " bytes; if the repository is that large, raise --fetch-max-bytes",
                    null);
        }
        deadline.check();
    }
}
