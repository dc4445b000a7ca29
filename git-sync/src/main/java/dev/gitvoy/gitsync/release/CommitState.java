package dev.gitvoy.gitsync.release;

/** How far a commit has come; each step implies those before it, but for {@link #HELD} and {@link #REJECTED}. */
public enum CommitState {
    /** Its files are here. */
    FETCHED,
    /** It comes from whom it may, and follows what is served. */
    VERIFIED,
    /** Its files were read. */
    PARSED,
    /** Nothing is wrong with it. */
    VALIDATED,
    /** It may be good, but is not served until somebody decides; its problems say why. The release before it stays. */
    HELD,
    /** The servers have it. */
    PUBLISHED,
    /** It has errors; the release before it stays. */
    REJECTED
}
