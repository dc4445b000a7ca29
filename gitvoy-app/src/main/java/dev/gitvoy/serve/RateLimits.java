package dev.gitvoy.serve;

import com.google.protobuf.MessageLite;
import dev.gitvoy.ratelimit.counter.CounterStore;
import dev.gitvoy.ratelimit.counter.MemoryCounterStore;
import dev.gitvoy.ratelimit.counter.RedisCounterStore;
import dev.gitvoy.ratelimit.rule.LiveRules;
import dev.gitvoy.ratelimit.service.JsonRateLimits;
import dev.gitvoy.ratelimit.service.RateLimitService;
import dev.gitvoy.ratelimit.service.RateLimitStats;
import dev.gitvoy.ratelimit.service.RateLimiter;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The rate limit service, wired. */
final class RateLimits implements AutoCloseable {
    /** How long the warm-up waits for Redis: without it, it would warm up the answer to its absence. */
    private static final Duration CONNECTED = Duration.ofSeconds(1);

    /** Half of Envoy's default deadline. */
    private static final Duration WARM = Duration.ofMillis(10);

    private final LiveRules rules = new LiveRules();
    private final RateLimitStats stats = new RateLimitStats();
    private final CounterStore store;
    private final CompletionStage<Void> storeReached;
    private final RateLimiter limiter;

    private RateLimits(CounterStore store, CompletionStage<Void> storeReached) {
        this.store = store;
        this.storeReached = storeReached;
        this.limiter = new RateLimiter(rules, store, InstantSource.system(), stats);
    }

    static RateLimits open(ServeSettings settings) {
        var address = settings.store().redis();
        if (address.isEmpty()) {
            return new RateLimits(new MemoryCounterStore(), CompletableFuture.completedStage(null));
        }
        var redis = RedisCounterStore.connect(address.get(), settings.storeTimeout());
        return new RateLimits(redis, redis.connected());
    }

    LiveRules rules() {
        return rules;
    }

    RateLimitStats stats() {
        return stats;
    }

    RateLimitService service() {
        return new RateLimitService(limiter);
    }

    JsonRateLimits json() {
        return new JsonRateLimits(limiter);
    }

    /** @param address where it listens */
    WarmUp.Service warmUp(InetSocketAddress address) {
        return new WarmUp.Service(
                address,
                RateLimitServiceGrpc.getShouldRateLimitMethod().getFullMethodName(),
                RateLimitService.warmUpRequests().stream()
                        .map(MessageLite::toByteArray)
                        .toList(),
                WARM,
                storeReached
                        .toCompletableFuture()
                        .completeOnTimeout(null, CONNECTED.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        store.close();
    }
}
