package dev.gitvoy.gitsync.release;

/**
 * By which rules commits are followed; they are the operator's, not the repository's.
 *
 * @param verifier who may commit
 * @param rewrites what to do about a forced push
 * @param orders where what operators say is kept
 */
public record SyncRules(CommitVerifier verifier, RewritePolicy rewrites, OrdersFile orders) {
    /** Whatever the source says is followed, and orders end with the process. */
    public static final SyncRules NONE = new SyncRules(CommitVerifier.ANYBODY, RewritePolicy.FOLLOW, OrdersFile.none());
}
