package dev.gitvoy.gitsync.source;

/**
 * A commit as the source has it, for those who check its signature.
 *
 * @param bytes the content of the Git object, as {@code git cat-file commit ID} prints it; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record CommitObject(String id, byte[] bytes) {}
