package dev.gitvoy.guard;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says what may be logged, so that strangers cannot fill the log. Keys come from a small set. Any thread. */
public final class OncePerMinute {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Ticker ticker;
    private final ConcurrentMap<Object, Long> last = new ConcurrentHashMap<>();

    public OncePerMinute(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether nothing was told under this key in the last minute; if so, it counts as told. */
    public boolean mayTell(Object key) {
        long now = ticker.read();
        var may = new AtomicBoolean();
        last.compute(key, (same, before) -> {
            if (before != null && now - before < MINUTE) {
                return before;
            }
            may.set(true);
            return now;
        });
        return may.get();
    }
}
