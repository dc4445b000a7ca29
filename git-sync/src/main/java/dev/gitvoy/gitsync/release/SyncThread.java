package dev.gitvoy.gitsync.release;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that drives a {@link Reconciler}: at once, then every interval with jitter, so that replicas do not ask a forge
 * in step; after a failure with exponential backoff and full jitter, or soon when what the source is reached with changes.
 */
public final class SyncThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SyncThread.class);
    private static final Duration LOOK_AT_ACCESS = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Reconciler reconciler;
    private final Pauses pauses;
    private final Thread thread = new Thread(this::run, "gitvoy-sync");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wakeUp = lock.newCondition();
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

    /** Asks the source now. Several requests while it is being asked become one. */
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
