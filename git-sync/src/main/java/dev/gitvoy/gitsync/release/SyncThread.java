package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.source.SourceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that drives a {@link Reconciler}: at once, then every interval with jitter, so that replicas do not ask a forge
 * in step; after a failure with exponential backoff and full jitter, or soon when what the source is reached with changes.
 */
public final class SyncThread implements SyncControl, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SyncThread.class);
    private static final Duration LOOK_AT_ACCESS = Duration.ofSeconds(1);
    private static final int MOST_ORDERS = 100;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Reconciler reconciler;
    private final Pauses pauses;
    private final Thread thread = new Thread(this::run, "gitvoy-sync");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wakeUp = lock.newCondition();
    private final Queue<Runnable> given = new ArrayDeque<>();
    private boolean pollRequested;
    /** Whether the last wait ended for a reason that makes a failure before it count no more. */
    private boolean woken;

    private boolean stopped;

    public SyncThread(Reconciler reconciler, Duration interval) {
        this.reconciler = reconciler;
        this.pauses = new Pauses(interval, ThreadLocalRandom::current);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void pollNow() {
        lock.lock();
        try {
            pollRequested = true;
            wakeUp.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Orders orders() {
        return reconciler.orders();
    }

    @Override
    public CompletableFuture<Orders> suspend(String by) {
        return order(() -> reconciler.suspend(by));
    }

    @Override
    public CompletableFuture<Orders> resume(String by) {
        return order(() -> reconciler.resume(by));
    }

    @Override
    public CompletableFuture<Orders> pin(String commit, String by) {
        return order(() -> reconciler.pin(commit, by));
    }

    private interface Order {
        Orders give() throws SourceException;
    }

    private CompletableFuture<Orders> order(Order order) {
        var done = new CompletableFuture<Orders>();
        lock.lock();
        try {
            if (stopped || given.size() == MOST_ORDERS) {
                done.completeExceptionally(new SourceException(
                        stopped ? "gitvoy is shutting down" : "too many orders are waiting; try again later"));
            } else {
                given.add(() -> follow(order, done));
                pollRequested = true;
                wakeUp.signal();
            }
        } finally {
            lock.unlock();
        }
        return done;
    }

    private static void follow(Order order, CompletableFuture<Orders> done) {
        try {
            done.complete(order.give());
        } catch (SourceException | RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    /** Follows the orders that were given, in their order. */
    private void followOrders() {
        for (var order = nextOrder(); order != null; order = nextOrder()) {
            order.run();
        }
    }

    private @Nullable Runnable nextOrder() {
        lock.lock();
        try {
            return given.poll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            wakeUp.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(STOP_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        reconciler.restore();
        int failures = 0;
        boolean goOn;
        do {
            if (woken) {
                failures = 0;
            }
            followOrders();
            var access = reconciler.accessFingerprint();
            try {
                failures = reconciler.reconcile() ? 0 : failures + 1;
            } catch (RuntimeException e) {
                // A defect must not end reconciling: the next commit may well be fine.
                log.atError().setCause(e).log("reconciling failed unexpectedly");
                failures++;
            }
            goOn = failures == 0 ? await(pauses.afterSuccess()) : awaitAfterFailure(failures, access);
        } while (goOn);
    }

    /** In pieces: a credential that was replaced is worth a try before the time is over. */
    private boolean awaitAfterFailure(int failures, String access) {
        var pause = pauses.afterFailure(failures, reconciler.retryAfter());
        while (pause.compareTo(LOOK_AT_ACCESS) > 0) {
            if (!await(LOOK_AT_ACCESS)) {
                return false;
            }
            woken = woken || !reconciler.accessFingerprint().equals(access);
            if (woken) {
                return true;
            }
            pause = pause.minus(LOOK_AT_ACCESS);
        }
        return await(pause);
    }

    /** Returns false when it is time to stop. */
    private boolean await(Duration pause) {
        lock.lock();
        try {
            long nanos = pause.toNanos();
            while (!stopped && !pollRequested && nanos > 0) {
                nanos = wakeUp.awaitNanos(nanos);
            }
            woken = pollRequested;
            pollRequested = false;
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
