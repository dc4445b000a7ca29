package dev.gitvoy.authz.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.embedded.RedisServer;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisKeyStoreIT extends KeyStoreContract {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final int port = freePort();
    private final RedisServer redis = server(port);
    private final RedisKeyStore store = RedisKeyStore.connect("redis://127.0.0.1:" + port, DEADLINE);

    @BeforeAll
    void start() throws IOException {
        redis.start();
        await(store.connected());
    }

    @AfterAll
    void stop() throws IOException {
        store.close();
        redis.stop();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RedisServer server(int port) {
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
    KeyStore store() {
        return store;
    }

    @Test
    void redisAway_failsAtOnce() {
        try (var nowhere = RedisKeyStore.connect("redis://127.0.0.1:" + freePort(), DEADLINE)) {
            assertThat(nowhere.find("a").toCompletableFuture())
                    .failsWithin(DEADLINE)
                    .withThrowableThat()
                    .withCauseInstanceOf(IOException.class);
        }
    }

    /** What people write by hand must never open what they meant to close, nor pass for a store that is down. */
    @Test
    void recordsThatAreOdd_areNoKeys_orDisabledOnes() {
        var client = RedisClient.create("redis://127.0.0.1:" + port);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            var redis = connection.sync();
            redis.hset("authz:key:blocked", Map.of("mac", "0", "disabled", "1"));
            redis.hset("authz:key:ended", Map.of("mac", "0", "notAfter", "2027-01-31"));
            redis.hset("authz:key:fine", Map.of("mac", "0", "disabled", "false", "notAfter", "2027-01-31T00:00:00Z"));
            redis.set("authz:key:text", "x");

            assertThat(await(store.find("blocked")).orElseThrow().disabled()).isTrue();
            assertThat(await(store.find("ended")).orElseThrow().disabled()).isTrue();
            assertThat(await(store.find("fine")).orElseThrow().disabled()).isFalse();
            assertThat(await(store.find("text"))).isEmpty();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    /** Redis is there but silent: the client's own timer would notice after 100 ms more. */
    @Test
    void redisPaused_failsWithinTheDeadline() {
        var client = RedisClient.create("redis://127.0.0.1:" + port);
        try (StatefulRedisConnection<String, String> connection = client.connect();
                var hasty = RedisKeyStore.connect("redis://127.0.0.1:" + port, Duration.ofMillis(10))) {
            await(hasty.connected());
            connection.sync().clientPause(500);

            assertThat(hasty.find("a").toCompletableFuture())
                    .failsWithin(Duration.ofMillis(60))
                    .withThrowableThat()
                    .withCauseInstanceOf(RedisCommandTimeoutException.class);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
