package dev.gitvoy.ratelimit.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitvoy.ratelimit.counter.CounterStore.Hits;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.embedded.RedisServer;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisCounterStoreIT extends CounterStoreContract {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final int port = freePort();
    private final String address = "redis://127.0.0.1:" + port;
    private final RedisClient client = RedisClient.create(address);
    private RedisServer redis = server();
    private CounterStore store = RedisCounterStore.connect(address, DEADLINE);

    @BeforeAll
    void start() throws IOException {
        redis.start();
        await().atMost(Duration.ofSeconds(10)).until(() -> isReached(store));
    }

    @AfterAll
    void stop() throws IOException {
        store.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        redis.stop();
    }

    private static boolean isReached(CounterStore store) {
        return ask(store, new Hits("reached", 0, Duration.ofSeconds(1)))[0] != CounterStore.UNREACHABLE;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private RedisServer server() {
        try {
            return RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException("the embedded Redis, which runs on Linux and macOS, did not start", e);
        }
    }

    @Override
    CounterStore store() {
        return store;
    }

    @Override
    void awaitForgotten(String key) {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            await().atMost(Duration.ofSeconds(15)).until(() -> connection.sync().exists(key) == 0);
        }
    }

    @Test
    void counter_isGivenAnExpiry_byItsFirstHit() {
        ask(store, new Hits("expiry", 2, Duration.ofSeconds(100)));
        ask(store, new Hits("expiry", 2, Duration.ofSeconds(100)));

        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            await().until(() -> connection.sync().ttl("expiry") > 0);
            assertThat(connection.sync().ttl("expiry")).isBetween(90L, 105L);
            assertThat(connection.sync().get("expiry")).isEqualTo("4");
        }
    }

    @Test
    void redisAway_isUnreachableAtOnce_andIsUsedAgainWhenItIsBack() throws IOException {
        redis.stop();
        await().atMost(Duration.ofSeconds(10)).until(() -> !isReached(store));
        long start = System.nanoTime();
        assertThat(ask(store, new Hits("away", 1, Duration.ofSeconds(1)), new Hits("away", 1, Duration.ofSeconds(1))))
                .containsExactly(CounterStore.UNREACHABLE, CounterStore.UNREACHABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);

        redis = server();
        redis.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> isReached(store));
    }

    /** Redis is there but silent: the client's own timer would notice after 100 ms, when Envoy has long stopped waiting. */
    @Test
    void redisPaused_isUnreachableWithinTheDeadline_andItsNewCountersExpireAllTheSame() {
        try (StatefulRedisConnection<String, String> connection = client.connect();
                var hasty = RedisCounterStore.connect(address, Duration.ofMillis(10))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> isReached(hasty));
            var sync = connection.sync();
            sync.clientPause(700);

            long start = System.nanoTime();
            assertThat(ask(hasty, new Hits("paused", 1, Duration.ofSeconds(100))))
                    .containsExactly(CounterStore.UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(60));

            await().atMost(Duration.ofSeconds(10)).until(() -> sync.ttl("paused") > 0);
            assertThat(sync.get("paused")).isEqualTo("1");
        }
    }
}
