package dev.gitvoy.gitsync.release;

import java.util.concurrent.CompletableFuture;

/**
 * What operators and forges may tell a running reconciler. Any thread; what is told is done on the sync thread, in order, and
 * a future completes when it is done and kept for the next process. One that cannot be done completes with a
 * {@link dev.gitvoy.gitsync.source.SourceException} whose message is for the operator.
 */
public interface SyncControl {
    /** Asks the source soon. Several requests while it is being asked become one. */
    void pollNow();

    /** What is in force. */
    Orders orders();

    /**
     * Publishes nothing more until {@link #resume}; the source is still asked, and newer commits are held.
     *
     * @param by who says so, for the audit log
     */
    CompletableFuture<Orders> suspend(String by);

    /** Follows the source again: ends {@link #suspend} and {@link #pin}. */
    CompletableFuture<Orders> resume(String by);

    /**
     * Serves one commit, newer or older than the one being served, and holds all others until {@link #resume}.
     *
     * @param commit a full id, or the beginning of one that is unique, of a commit in the history that was fetched
     */
    CompletableFuture<Orders> pin(String commit, String by);
}
