package dev.gitvoy.gitsync.source;

/** Says which files need not be read, because whoever gets them knows already what they come to. */
@FunctionalInterface
public interface KnownFiles {
    KnownFiles NONE = (path, contentId) -> false;

    /** @param contentId see {@link SourceFile#contentId} */
    boolean has(String path, String contentId);
}
