package dev.gitvoy.ratelimit.counter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counters in this process. Their number has a hard cap: when it is reached a new key is told {@link #FULL}, and no counter
 * of a window that lasts is given up, for a flood of new keys must not make anybody fresh.
 */
public final class MemoryCounterStore implements CounterStore {
    /** Some 200 bytes each, or up to 700 with the longest key that is kept as it is. */
    public static final int DEFAULT_CAPACITY = 1_000_000;

    /** Longer keys are kept as their hash: a client chooses their length, and the cap is on their number. */
    private static final int LONGEST_KEY = 256;

    private static final long SWEEP_NANOS = Duration.ofMillis(100).toNanos();

    private final int capacity;
    private final Ticker ticker;
    private final Cache<String, Counter> counters;
    /** When a full store last looked for counters whose windows are over. */
    private final AtomicLong swept;

    public MemoryCounterStore() {
        this(DEFAULT_CAPACITY, Ticker.systemTicker());
        rehearseEnd();
    }

    MemoryCounterStore(int capacity, Ticker ticker) {
        this.capacity = capacity;
        this.ticker = ticker;
        this.swept = new AtomicLong(ticker.read() - SWEEP_NANOS);
        this.counters = counters(ticker);
    }

    private static Cache<String, Counter> counters(Ticker ticker) {
        return Caffeine.newBuilder()
                .ticker(ticker)
                .executor(Runnable::run)
                .expireAfter(Expiry.<String, Counter>creating((key, counter) -> counter.rest))
                .build();
    }

    /** What ends a counter is loaded here, and not in the time of the first request after one is over: some milliseconds. */
    private static void rehearseEnd() {
        var now = new AtomicLong();
        var counters = counters(now::get);
        counters.put("any", new Counter(Duration.ofSeconds(1)));
        now.set(Duration.ofHours(1).toNanos());
        counters.cleanUp();
    }

    @SuppressWarnings("serial")
    private static final class Counter extends AtomicLong {
        private static final long serialVersionUID = 1;
        private final transient Duration rest;

        Counter(Duration rest) {
            this.rest = rest;
        }
    }

    @Override
    public void add(List<Hits> hits, Callback callback) {
        var counts = new long[hits.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = add(hits.get(i));
        }
        callback.counted(counts);
    }

    private long add(Hits hits) {
        var key = kept(hits.key());
        var counter = counters.getIfPresent(key);
        if (counter != null) {
            return counter.addAndGet(hits.number());
        }
        if (hits.number() == 0) {
            return 0;
        }
        if (isFull()) {
            return FULL;
        }
        return created(key, hits).addAndGet(hits.number());
    }

    private Counter created(String key, Hits hits) {
        @Nullable Counter created = counters.get(key, missing -> new Counter(hits.rest()));
        return Objects.requireNonNull(created);
    }

    private static String kept(String key) {
        if (key.length() <= LONGEST_KEY) {
            return key;
        }
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private boolean isFull() {
        if (counters.estimatedSize() < capacity) {
            return false;
        }
        long now = ticker.read();
        long last = swept.get();
        if (now - last >= SWEEP_NANOS && swept.compareAndSet(last, now)) {
            counters.cleanUp();
        }
        return counters.estimatedSize() >= capacity;
    }

    @Override
    public void close() {
        counters.invalidateAll();
    }
}
