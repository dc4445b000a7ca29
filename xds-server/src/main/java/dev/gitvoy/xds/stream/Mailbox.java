package dev.gitvoy.xds.stream;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a stream's work in order, by one thread at a time, without a lock. What a task writes the next one sees, whichever
 * thread runs it. Its length is bounded by its users: a stream takes one request at a time and folds repeated wake-ups.
 */
final class Mailbox {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean draining = new AtomicBoolean();

    Mailbox(Executor executor) {
        this.executor = executor;
    }

    void post(Runnable task) {
        tasks.add(task);
        drainSoon();
    }

    /** Runs a short task on this thread if nothing else is running or waiting, else in its turn. */
    void runOrPost(Runnable task) {
        if (!tasks.isEmpty() || !draining.compareAndSet(false, true)) {
            post(task);
            return;
        }
        run(task);
        draining.set(false);
        if (!tasks.isEmpty()) {
            drainSoon();
        }
    }

    private void drainSoon() {
        if (draining.compareAndSet(false, true)) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException shuttingDown) {
                draining.set(false);
            }
        }
    }

    private void drain() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
        }
        draining.set(false);
        // A task that came between the last poll and the line above found the mailbox still draining.
        if (!tasks.isEmpty()) {
            drainSoon();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a stream's task failed");
        }
    }
}
