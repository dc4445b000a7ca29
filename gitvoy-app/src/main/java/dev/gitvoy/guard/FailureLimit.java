package dev.gitvoy.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * Slows down those who guess: after {@value #BURST} failures an address may fail once in six seconds. Of the addresses seen
 * in the last ten minutes it knows 10,000. Any thread.
 */
public final class FailureLimit {
    private static final int BURST = 10;
    private static final Duration EACH = Duration.ofSeconds(6);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST_ADDRESSES = 10_000;

    private final Ticker ticker;
    private final Cache<String, TokenBucket> byAddress;

    public FailureLimit(Ticker ticker) {
        this.ticker = ticker;
        this.byAddress = Caffeine.newBuilder()
                .maximumSize(MOST_ADDRESSES)
                .expireAfterAccess(REMEMBERED)
                .ticker(ticker)
                .build();
    }

    /** How long an address has to wait before it is listened to; zero when it need not. */
    public Duration wait(String address) {
        var bucket = byAddress.getIfPresent(address);
        return bucket == null ? Duration.ZERO : bucket.untilNext();
    }

    /** Notes that a call from an address did not prove what it should. */
    public void failed(String address) {
        byAddress.get(address, key -> new TokenBucket(BURST, EACH, ticker)).take();
    }
}
