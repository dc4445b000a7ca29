package dev.gitvoy.xds.stream;

/** How many requests a stream may still send: a bucket that fills up steadily. Used by one thread at a time. */
final class RequestBudget {
    private static final long SECOND = 1_000_000_000L;

    private final StreamLimits limits;
    private double left;
    private long filledAt;

    /** @param now nanoseconds on a clock that never goes back */
    RequestBudget(StreamLimits limits, long now) {
        this.limits = limits;
        this.left = limits.burst();
        this.filledAt = now;
    }

    /** Whether one more request may be read; if so, it counts. */
    boolean take(long now) {
        left = Math.min(limits.burst(), left + (double) (now - filledAt) / SECOND * limits.requestsPerSecond());
        filledAt = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
