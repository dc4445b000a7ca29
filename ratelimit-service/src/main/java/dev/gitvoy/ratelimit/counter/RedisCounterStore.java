package dev.gitvoy.ratelimit.counter;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counters in a Redis that replicas share, under the keys of envoyproxy/ratelimit, so that both may count together. A
 * counter is an {@code INCRBY}; only the first gives it an expiry. Writes of one turn of the event loop go out together.
 *
 * <p>While Redis is away counts are {@link #UNREACHABLE} at once, and it is connected to again in the background.
 */
public final class RedisCounterStore implements CounterStore {
    private static final Logger log = LoggerFactory.getLogger(RedisCounterStore.class);
    /** Commands that wait for Redis; beyond it they fail at once. */
    private static final int QUEUE = 10_000;

    private static final Duration RECONNECT = Duration.ofMillis(500);

    /** Counters outlive their window a little: another replica's clock may be behind. */
    private static final Duration LEEWAY = Duration.ofSeconds(5);

    private static final int FLUSH_AFTER = 256;

    /** Deadlines are kept to this: the client's own timer ticks every 100 ms, when Envoy has long stopped waiting. */
    private static final Duration TICK = Duration.ofMillis(2);

    private final Timer timer = new HashedWheelTimer(
            new DefaultThreadFactory("gitvoy-redis-deadlines", true), TICK.toMillis(), TimeUnit.MILLISECONDS);

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI address;
    private final CompletableFuture<Void> firstConnected = new CompletableFuture<>();
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile boolean closed;
    /** That it is away was logged; netty's connecting thread. */
    private volatile boolean knownAway;

    private RedisCounterStore(RedisURI address, Duration deadline) {
        this.address = address;
        this.resources = ClientResources.builder()
                .timer(timer)
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_AFTER, true));
                    }
                })
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .timeoutOptions(TimeoutOptions.builder()
                        .timeoutCommands()
                        .fixedTimeout(deadline)
                        .build())
                .build());
    }

    /**
     * Returns at once, connected or not.
     *
     * @param uri {@code redis://} or {@code rediss://}
     * @param deadline of each operation; Envoy's own default is 20 ms
     */
    public static RedisCounterStore connect(String uri, Duration deadline) {
        var store = new RedisCounterStore(RedisURI.create(uri), deadline);
        store.connect();
        return store;
    }

    /** Done when Redis was reached for the first time. */
    public CompletionStage<Void> connected() {
        return firstConnected.minimalCompletionStage();
    }

    private void connect() {
        if (closed) {
            return;
        }
        var unused = client.connectAsync(StringCodec.UTF8, address).whenComplete((connected, failure) -> {
            if (failure == null) {
                connection = connected;
                firstConnected.complete(null);
                log.atInfo().addKeyValue("redis", address.getHost()).log("counters are in Redis");
            } else {
                if (!knownAway && !closed) {
                    knownAway = true;
                    log.atWarn()
                            .addKeyValue("redis", address.getHost())
                            .addKeyValue("error", String.valueOf(failure.getMessage()))
                            .log("Redis cannot be reached; trying again until it can");
                }
                Runnable connectAgain = this::connect;
                var unusedToo = resources
                        .eventExecutorGroup()
                        .schedule(connectAgain, RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    @Override
    public void add(List<Hits> hits, Callback callback) {
        var counts = new long[hits.size()];
        var open = connection;
        if (open == null || !open.isOpen()) {
            java.util.Arrays.fill(counts, UNREACHABLE);
            callback.counted(counts);
            return;
        }
        // The last of them publishes the array to the thread that reads it.
        var missing = new AtomicInteger(counts.length);
        for (int i = 0; i < counts.length; i++) {
            int place = i;
            var each = hits.get(i);
            var unused = open.async().incrby(each.key(), each.number()).whenComplete((count, failure) -> {
                counts[place] = count == null ? UNREACHABLE : count;
                // A count that comes too late may have made the counter all the same; the connection keeps the order.
                if (count == null ? failure instanceof RedisCommandTimeoutException : count == each.number()) {
                    var unusedToo = open.async().expire(each.key(), each.rest().plus(LEEWAY));
                }
                if (missing.decrementAndGet() == 0) {
                    callback.counted(counts);
                }
            });
        }
        if (counts.length == 0) {
            callback.counted(counts);
        }
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        var unused = resources.shutdown(0, 2, TimeUnit.SECONDS);
        var unusedToo = timer.stop();
    }
}
