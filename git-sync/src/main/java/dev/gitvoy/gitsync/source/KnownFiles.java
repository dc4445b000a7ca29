package dev.gitvoy.gitsync.source;

import java.util.OptionalInt;

/** Says which files need not be read, because whoever gets them knows already what they come to. */
@FunctionalInterface
public interface KnownFiles {
    KnownFiles NONE = (path, contentId) -> OptionalInt.empty();

    /**
     * The size of a file that need not be read, in bytes; nothing for one that must be.
     *
     * @param contentId see {@link SourceFile#contentId}
     */
    OptionalInt size(String path, String contentId);
}
