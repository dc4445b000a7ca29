package dev.gitvoy.bench.fanout;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** What a server under test has seen of its clients. Any thread counts, one waits. */
final class Traffic {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicLong streams = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();

    void streamOpened() {
        streams.incrementAndGet();
    }

    void streamClosed() {
        streams.decrementAndGet();
    }

    void requestRead() {
        requests.incrementAndGet();
    }

    void awaitStreams(long open) {
        await("open streams", streams::get, open);
    }

    /** Waits until this many requests were read since the start. */
    void awaitRequests(long read) {
        await("requests", requests::get, read);
    }

    private static void await(String what, LongSupplier count, long expected) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (count.getAsLong() != expected) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(what + ": " + count.getAsLong() + " (expected: " + expected + ")");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
