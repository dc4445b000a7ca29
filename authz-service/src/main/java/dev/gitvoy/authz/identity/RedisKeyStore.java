package dev.gitvoy.authz.identity;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys in a Redis that replicas share, a hash each at {@code authz:key:<id>}. Nothing is kept here, so a key that is removed
 * is refused from that moment on. While Redis is away every look fails at once; it is connected to again in the background.
 */
public final class RedisKeyStore implements KeyStore {
    private static final Logger log = LoggerFactory.getLogger(RedisKeyStore.class);
    private static final String PREFIX = "authz:key:";
    private static final String ATTRIBUTE = "attr.";
    /** Commands that wait for Redis; beyond it they fail at once. */
    private static final int QUEUE = 10_000;

    private static final Duration RECONNECT = Duration.ofMillis(500);

    /** Deadlines are kept to this: the client's own timer ticks every 100 ms, when Envoy has long stopped waiting. */
    private static final Duration TICK = Duration.ofMillis(2);

    private final Timer timer = new HashedWheelTimer(
            new DefaultThreadFactory("gitvoy-key-deadlines", true), TICK.toMillis(), TimeUnit.MILLISECONDS);

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI address;
    private final CompletableFuture<Void> firstConnected = new CompletableFuture<>();
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile boolean closed;
    /** That it is away was logged; netty's connecting thread. */
    private volatile boolean knownAway;

    private RedisKeyStore(RedisURI address, Duration deadline) {
        this.address = address;
        this.resources = ClientResources.builder().timer(timer).build();
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
     * @param deadline of each operation
     */
    public static RedisKeyStore connect(String uri, Duration deadline) {
        var store = new RedisKeyStore(RedisURI.create(uri), deadline);
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
    public CompletionStage<Optional<KeyRecord>> find(String id) {
        return ask(redis -> redis.hgetall(PREFIX + id))
                .exceptionally(RedisKeyStore::nothingWhereItIsNoKey)
                .thenApply(fields -> fields.isEmpty() ? Optional.empty() : Optional.of(record(id, fields)));
    }

    /** Something else stands there: that is no failure of the store, and no key. */
    private static Map<String, String> nothingWhereItIsNoKey(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RedisCommandExecutionException
                && String.valueOf(cause.getMessage()).startsWith("WRONGTYPE")) {
            return Map.of();
        }
        throw new CompletionException(cause);
    }

    @Override
    public CompletionStage<Void> put(KeyRecord key) {
        var fields = new HashMap<String, String>();
        fields.put("mac", key.mac());
        fields.put("subject", key.subject());
        fields.put("tenant", key.tenant());
        fields.put("scopes", String.join(" ", key.scopes()));
        fields.put("disabled", Boolean.toString(key.disabled()));
        key.notAfter().ifPresent(end -> fields.put("notAfter", end.toString()));
        key.attributes().forEach((name, value) -> fields.put(ATTRIBUTE + name, value));
        return ask(redis -> redis.hset(PREFIX + key.id(), fields)).thenAccept(added -> {});
    }

    @Override
    public CompletionStage<Void> remove(String id) {
        return ask(redis -> redis.del(PREFIX + id)).thenAccept(removed -> {});
    }

    private <T> CompletionStage<T> ask(Function<RedisAsyncCommands<String, String>, CompletionStage<T>> question) {
        var open = connection;
        return open == null || !open.isOpen()
                ? CompletableFuture.failedStage(new IOException("Redis is not connected"))
                : question.apply(open.async());
    }

    private static KeyRecord record(String id, Map<String, String> fields) {
        var attributes = new HashMap<String, String>();
        fields.forEach((name, value) -> {
            if (name.startsWith(ATTRIBUTE)) {
                attributes.put(name.substring(ATTRIBUTE.length()), value);
            }
        });
        var scopes = fields.getOrDefault("scopes", "");
        return new KeyRecord(
                id,
                fields.getOrDefault("mac", ""),
                fields.getOrDefault("subject", ""),
                fields.getOrDefault("tenant", ""),
                scopes.isEmpty() ? List.of() : List.of(scopes.split(" ", -1)),
                attributes,
                !fields.getOrDefault("disabled", "false").equals("false") || !isTimeOrMissing(fields.get("notAfter")),
                Optional.ofNullable(fields.get("notAfter"))
                        .filter(RedisKeyStore::isTimeOrMissing)
                        .map(Instant::parse));
    }

    /** A key whose end nobody can read has ended. */
    private static boolean isTimeOrMissing(@Nullable String text) {
        try {
            return text == null || Instant.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
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
