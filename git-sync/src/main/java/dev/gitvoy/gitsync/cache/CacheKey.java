package dev.gitvoy.gitsync.cache;

import java.nio.charset.StandardCharsets;

/**
 * Names a file's content at its path.
 *
 * @param contentId equal for equal content alone; holds no NUL
 */
public record CacheKey(String path, String contentId) implements Comparable<CacheKey> {
    private static final char END_OF_PATH = '\0';

    /** So that a map stays fast whatever names somebody chooses. */
    @Override
    public int compareTo(CacheKey other) {
        int byPath = path.compareTo(other.path);
        return byPath == 0 ? contentId.compareTo(other.contentId) : byPath;
    }

    byte[] bytes() {
        return (path + END_OF_PATH + contentId).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException when the bytes are no key */
    static CacheKey of(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.lastIndexOf(END_OF_PATH);
        if (end < 0) {
            throw new IllegalArgumentException("no key");
        }
        return new CacheKey(text.substring(0, end), text.substring(end + 1));
    }
}
