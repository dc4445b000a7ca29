package dev.gitvoy.gitsync.cache;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a {@link CacheFile} as it is in the file: a checksum of all that follows, the lengths of key and value, the size of
 * the file that was compiled, the key and the value.
 *
 * @param start where it is in a buffer
 */
record CacheRecord(ByteBuffer in, int start, int keyBytes, int valueBytes, int sourceBytes) {
    /** A file's resources are not much larger than its text, which is at most 1 MiB. */
    private static final int MOST_VALUE_BYTES = 8 << 20;

    private static final int MOST_KEY_BYTES = 64 << 10;
    private static final int HEAD_BYTES = 4 * Integer.BYTES;
    static final int MOST_BYTES = HEAD_BYTES + MOST_KEY_BYTES + MOST_VALUE_BYTES;

    static CacheRecord of(CacheKey key, int sourceBytes, byte[] value) {
        var keyBytes = key.bytes();
        var bytes = ByteBuffer.allocate(HEAD_BYTES + keyBytes.length + value.length)
                .putInt(0)
                .putInt(keyBytes.length)
                .putInt(value.length)
                .putInt(sourceBytes)
                .put(keyBytes)
                .put(value)
                .flip();
        bytes.putInt(0, checksum(bytes, 0, bytes.limit()));
        return new CacheRecord(bytes, 0, keyBytes.length, value.length, sourceBytes);
    }

    /** Returns null when there is no whole and undamaged record. */
    static @Nullable CacheRecord find(ByteBuffer in, int start) {
        if (in.limit() - start < HEAD_BYTES) {
            return null;
        }
        var record = new CacheRecord(
                in,
                start,
                in.getInt(start + Integer.BYTES),
                in.getInt(start + 2 * Integer.BYTES),
                in.getInt(start + 3 * Integer.BYTES));
        boolean isWhole = record.isSmallEnough() && record.length() <= in.limit() - start;
        return isWhole && checksum(in, start, record.length()) == in.getInt(start) ? record : null;
    }

    private static int checksum(ByteBuffer in, int start, int length) {
        // Not CRC-32C: in the first second of a process, before code is compiled, that is slow.
        var checksum = new CRC32();
        checksum.update(in.slice(start + Integer.BYTES, length - Integer.BYTES));
        return (int) checksum.getValue();
    }

    /** Whether it may be in a file. */
    boolean isSmallEnough() {
        return keyBytes >= 0 && keyBytes <= MOST_KEY_BYTES && valueBytes >= 0 && valueBytes <= MOST_VALUE_BYTES;
    }

    int length() {
        return HEAD_BYTES + keyBytes + valueBytes;
    }

    ByteBuffer bytes() {
        return in.slice(start, length());
    }

    CacheKey key() {
        var key = new byte[keyBytes];
        in.get(start + HEAD_BYTES, key);
        return CacheKey.of(key);
    }

    byte[] value() {
        var value = new byte[valueBytes];
        in.get(start + HEAD_BYTES + keyBytes, value);
        return value;
    }
}
