package dev.gitvoy.serve;

import dev.gitvoy.gitsync.release.Orders;
import dev.gitvoy.gitsync.release.SyncControl;
import dev.gitvoy.gitsync.release.SyncThread;
import dev.gitvoy.gitsync.source.SourceException;
import java.util.concurrent.CompletableFuture;

/** Control of a reconciler that takes no orders yet, only requests to poll. */
final class PollOnly implements SyncControl {
    private final SyncThread thread;

    PollOnly(SyncThread thread) {
        this.thread = thread;
    }

    @Override
    public void pollNow() {
        thread.pollNow();
    }

    @Override
    public Orders orders() {
        return Orders.NONE;
    }

    @Override
    public CompletableFuture<Orders> suspend(String by) {
        return notYet();
    }

    @Override
    public CompletableFuture<Orders> resume(String by) {
        return notYet();
    }

    @Override
    public CompletableFuture<Orders> pin(String commit, String by) {
        return notYet();
    }

    private static CompletableFuture<Orders> notYet() {
        return CompletableFuture.failedFuture(new SourceException("not yet"));
    }
}
