package dev.gitvoy.gitsync.source;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file of a commit. The bytes are shared, not copied: nobody may write to them. */
public final class SourceFile {
    private final String path;
    private final String contentId;
    private final Supplier<byte[]> content;

    public SourceFile(String path, String contentId, byte[] bytes) {
        this(path, contentId, () -> bytes);
    }

    /** @param content is asked each time; throws {@link UnreadableFileException} */
    SourceFile(String path, String contentId, Supplier<byte[]> content) {
        this.path = path;
        this.contentId = contentId;
        this.content = content;
    }

    /** Path from the root of the configuration, with {@code /}. */
    public String path() {
        return path;
    }

    /** Equal for equal content, whatever the path. */
    public String contentId() {
        return contentId;
    }

    /** @throws UnreadableFileException when it was left in the source until now, and can be read no more */
    public byte[] bytes() {
        return content.get();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceFile file && path.equals(file.path) && contentId.equals(file.contentId);
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
