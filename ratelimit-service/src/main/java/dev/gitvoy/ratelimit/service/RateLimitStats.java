package dev.gitvoy.ratelimit.service;

import java.util.concurrent.atomic.LongAdder;

/** What the limiter has done since the start, warm-up left out. Any thread. */
public final class RateLimitStats {
    final LongAdder requests = new LongAdder();
    final LongAdder overLimit = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder storeFailures = new LongAdder();
    final LongAdder full = new LongAdder();

    /** Requests that were answered, or refused for what they are. */
    public long requests() {
        return requests.sum();
    }

    /** Requests that were over a limit. */
    public long overLimit() {
        return overLimit.sum();
    }

    /** Requests that were answered by an error. */
    public long errors() {
        return errors.sum();
    }

    /** Counters that could not be reached in time. */
    public long storeFailures() {
        return storeFailures.sum();
    }

    /** New counters for which there was no room. */
    public long full() {
        return full.sum();
    }
}
