package dev.gitvoy.gitsync.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names a file's content at its path: 128 bits of SHA-256, which nobody can make two files share. */
public record CacheKey(long high, long low) {
    static final int BYTES = 2 * Long.BYTES;

    /** To be copied: to look for an implementation takes longer than to use it. */
    private static final MessageDigest SHA_256 = newSha256();

    /** @param contentId equal for equal content alone */
    public static CacheKey of(String path, String contentId) {
        var digest = sha256();
        digest.update(path.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(contentId.getBytes(StandardCharsets.UTF_8));
        return read(ByteBuffer.wrap(digest.digest()));
    }

    static CacheKey read(ByteBuffer bytes) {
        return new CacheKey(bytes.getLong(), bytes.getLong());
    }

    void write(ByteBuffer bytes) {
        bytes.putLong(high).putLong(low);
    }

    static MessageDigest sha256() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return newSha256();
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
