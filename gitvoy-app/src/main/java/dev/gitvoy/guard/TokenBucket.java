package dev.gitvoy.guard;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/** How often something may happen: a bucket that starts full and fills up steadily. Any thread. */
public final class TokenBucket {
    private final int burst;
    private final double nanosEach;
    private final Ticker ticker;
    private double left;
    private long filledAt;

    /**
     * @param burst how often at once
     * @param each time in which one more is allowed
     */
    public TokenBucket(int burst, Duration each, Ticker ticker) {
        this.burst = burst;
        this.nanosEach = each.toNanos();
        this.ticker = ticker;
        this.left = burst;
        this.filledAt = ticker.read();
    }

    /** Whether it may happen once more now; if so, it counts. */
    public synchronized boolean take() {
        fill();
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /** How long until it may happen once more; zero when it may now. */
    public synchronized Duration untilNext() {
        fill();
        return left >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - left) * nanosEach));
    }

    private void fill() {
        long now = ticker.read();
        left = Math.min(burst, left + (now - filledAt) / nanosEach);
        filledAt = now;
    }
}
