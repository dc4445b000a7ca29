package dev.gitvoy.gitsync.trust;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the data types of SSH (RFC 4251, 5) from bytes that may be hostile. */
final class SshReader {
    private final ByteBuffer bytes;

    SshReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    byte[] raw(int length) throws RefusedException {
        if (length < 0 || length > bytes.remaining()) {
            throw new RefusedException("ends too early");
        }
        var result = new byte[length];
        bytes.get(result);
        return result;
    }

    int uint32() throws RefusedException {
        return ByteBuffer.wrap(raw(Integer.BYTES)).getInt();
    }

    byte[] string() throws RefusedException {
        // A length of 2 GiB and more comes out negative.
        return raw(uint32());
    }

    String text() throws RefusedException {
        return new String(string(), StandardCharsets.ISO_8859_1);
    }

    /** A number that is not negative, in its shortest form. */
    BigInteger mpint() throws RefusedException {
        var digits = string();
        if (digits.length == 0) {
            return BigInteger.ZERO;
        }
        var number = new BigInteger(digits);
        if (number.signum() <= 0 || number.toByteArray().length != digits.length) {
            throw new RefusedException("has a number that is negative or padded");
        }
        return number;
    }

    void end() throws RefusedException {
        if (bytes.hasRemaining()) {
            throw new RefusedException("has more bytes than belong to it");
        }
    }
}
