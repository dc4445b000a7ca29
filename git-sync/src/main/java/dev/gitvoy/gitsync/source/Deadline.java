package dev.gitvoy.gitsync.source;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An end for a fetch as a whole. JGit's own timeout holds for each read, so a server that sends a byte a second would keep
 * it alive for ever; when the time is over, what was {@linkplain #cut given} is closed under whoever reads from it.
 */
final class Deadline extends EmptyProgressMonitor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deadline.class);

    private final Duration timeout;
    private final long endNanos;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Deque<Runnable> cuts = new ArrayDeque<>();
    private boolean over;

    Deadline(Duration timeout) {
        this.timeout = timeout;
        this.endNanos = System.nanoTime() + timeout.toNanos();
        var unused = end.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).exceptionally(timedOut -> {
            // Closing may block, and the timer's thread is everybody's.
            var thread = new Thread(this::end, "gitvoy-fetch-deadline");
            thread.setDaemon(true);
            thread.start();
            return null;
        });
    }

    Duration timeout() {
        return timeout;
    }

    /** At least 1, for JGit takes 0 as no limit. */
    int secondsLeft() {
        return (int) Math.max(1, TimeUnit.MILLISECONDS.toSeconds(millisLeft() + 999));
    }

    /** Rounded up, so that the time is over when they have passed; at least 1. */
    int millisLeft() {
        return (int) Math.max(1, Duration.ofNanos(endNanos - System.nanoTime()).toMillis() + 1);
    }

    @Override
    public boolean isCancelled() {
        return System.nanoTime() - endNanos > 0;
    }

    void check() throws InterruptedIOException {
        if (isCancelled()) {
            throw new InterruptedIOException("the time for this fetch is over");
        }
    }

    /** Runs the action when the time is over before {@link #close}; at once when it already is. */
    void cut(Runnable action) {
        synchronized (cuts) {
            if (!over) {
                cuts.push(action);
                return;
            }
        }
        action.run();
    }

    private void end() {
        synchronized (cuts) {
            over = true;
        }
        // Nothing is added any more. The latest first: a stream before the session that carries it.
        while (!cuts.isEmpty()) {
            try {
                cuts.pop().run();
            } catch (RuntimeException e) {
                log.atDebug().setCause(e).log("closing a connection that takes too long failed");
            }
        }
    }

    @Override
    public void close() {
        end.complete(null);
    }
}
