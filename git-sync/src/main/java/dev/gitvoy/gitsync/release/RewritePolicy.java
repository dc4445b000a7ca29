package dev.gitvoy.gitsync.release;

/** What to do when somebody has rewritten the branch (a forced push), so that the newest commit does not follow the served one. */
public enum RewritePolicy {
    /** Serve the newest commit, and say that history was rewritten. */
    FOLLOW,
    /** Hold it until an operator decides. */
    HOLD
}
