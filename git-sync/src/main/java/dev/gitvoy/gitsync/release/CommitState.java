package dev.gitvoy.gitsync.release;

/** How far a commit has come; each step implies those before it, but for {@link #REJECTED}. */
public enum CommitState {
    /** Its files are here. */
    FETCHED,
    /** Its files were read. */
    PARSED,
    /** Nothing is wrong with it. */
    VALIDATED,
    /** The servers have it. */
    PUBLISHED,
    /** It has errors; the release before it stays. */
    REJECTED
}
