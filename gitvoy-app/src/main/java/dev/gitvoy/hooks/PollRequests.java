package dev.gitvoy.hooks;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.gitvoy.guard.TokenBucket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Passes on requests to poll, at most one a second after five at once. Those beyond become one that is passed on as soon as
 * it may be: a poll begins after every request. Any thread.
 */
final class PollRequests implements AutoCloseable {
    private static final int BURST = 5;
    private static final Duration EACH = Duration.ofSeconds(1);

    private final Runnable pollNow;
    private final TokenBucket bucket;
    private final AtomicBoolean pending = new AtomicBoolean();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "gitvoy-webhooks");
        thread.setDaemon(true);
        return thread;
    });

    PollRequests(Runnable pollNow, Ticker ticker) {
        this.pollNow = pollNow;
        this.bucket = new TokenBucket(BURST, EACH, ticker);
    }

    /** Returns whether the request was passed on at once. */
    boolean request() {
        if (bucket.take()) {
            pollNow.run();
            return true;
        }
        if (pending.compareAndSet(false, true)) {
            try {
                var unused = later.schedule(this::passOn, bucket.untilNext().toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // The program is ending: it asks when it starts again.
            }
        }
        return false;
    }

    private void passOn() {
        // First, so that a request from now on is not taken to be covered by the poll that begins.
        pending.set(false);
        bucket.take();
        pollNow.run();
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
