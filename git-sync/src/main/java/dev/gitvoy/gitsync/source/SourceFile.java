package dev.gitvoy.gitsync.source;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file of a commit. The bytes are shared, not copied: nobody may write to them. */
public final class SourceFile {
    private final String path;
    private final String contentId;
    private final byte[] bytes;

    public SourceFile(String path, String contentId, byte[] bytes) {
        this.path = path;
        this.contentId = contentId;
        this.bytes = bytes;
    }

    /** Path from the root of the configuration, with {@code /}. */
    public String path() {
        return path;
    }

    /** Equal for equal content, whatever the path. */
    public String contentId() {
        return contentId;
    }

    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceFile file
                && path.equals(file.path)
                && contentId.equals(file.contentId)
                && Arrays.equals(bytes, file.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * path.hashCode() + contentId.hashCode();
    }

    @Override
    public String toString() {
        return path + "@" + contentId;
    }
}
