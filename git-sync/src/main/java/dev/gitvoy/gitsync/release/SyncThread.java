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
 * in step; after a failure with exponential backoff and full jitter.
 */
public final class SyncThread implements SyncControl, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SyncThread.class);
    private static final double JITTER = 0.1;
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
    private static final int MOST_ORDERS = 100;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Reconciler reconciler;
    private final Duration interval;
    private final Thread thread = new Thread(this::run, "gitvoy-sync");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wakeUp = lock.newCondition();
    private final Queue<Runnable> given = new ArrayDeque<>();
    private boolean pollRequested;
    private boolean stopped;

    public SyncThread(Reconciler reconciler, Duration interval) {
        this.reconciler = reconciler;
        this.interval = interval;
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
        do {
            followOrders();
            try {
                failures = reconciler.reconcile() ? 0 : failures + 1;
            } catch (RuntimeException e) {
                // A defect must not end reconciling: the next commit may well be fine.
                log.atError().setCause(e).log("reconciling failed unexpectedly");
                failures++;
            }
        } while (await(failures == 0 ? jittered(interval) : backoff(failures)));
    }

    /** Returns false when it is time to stop. */
    private boolean await(Duration pause) {
        lock.lock();
        try {
            long nanos = pause.toNanos();
            while (!stopped && !pollRequested && nanos > 0) {
                nanos = wakeUp.awaitNanos(nanos);
            }
            pollRequested = false;
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static Duration jittered(Duration pause) {
        double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofNanos((long) (pause.toNanos() * factor));
    }

    private Duration backoff(int failures) {
        var doubled = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 20));
        var longest = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
        var random = Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest.toNanos() + 1));
        return random.compareTo(interval) < 0 ? jittered(interval) : random;
    }
}
