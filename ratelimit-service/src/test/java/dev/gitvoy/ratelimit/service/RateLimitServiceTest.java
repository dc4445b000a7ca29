package dev.gitvoy.ratelimit.service;

import static dev.gitvoy.ratelimit.rule.RuleTesting.descriptor;
import static dev.gitvoy.ratelimit.rule.RuleTesting.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gitvoy.ratelimit.counter.CounterStore;
import dev.gitvoy.ratelimit.counter.MemoryCounterStore;
import dev.gitvoy.ratelimit.rule.LiveRules;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLimitServiceTest {
    private static final String RULES =
            "domain: d\ndescriptors:\n- {key: two, rate_limit: {unit: minute, requests_per_unit: 2}}\n";
    private static final RateLimitRequest TWO = RateLimitRequest.newBuilder()
            .setDomain("d")
            .addDescriptors(descriptor("two", "x"))
            .build();

    private final LiveRules rules = new LiveRules();
    private final List<Server> servers = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    private RateLimitServiceBlockingStub serve(CounterStore store) throws IOException {
        var limiter = new RateLimiter(rules, store, () -> Instant.EPOCH, new RateLimitStats());
        var name = InProcessServerBuilder.generateName();
        servers.add(InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(new RateLimitService(limiter))
                .build()
                .start());
        var channel = InProcessChannelBuilder.forName(name).directExecutor().build();
        channels.add(channel);
        return RateLimitServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        servers.forEach(Server::shutdownNow);
    }

    private static String error(RateLimitServiceBlockingStub client, RateLimitRequest request) {
        var error = catchThrowableOfType(StatusRuntimeException.class, () -> client.shouldRateLimit(request));
        return error.getStatus().getCode() + " " + error.getStatus().getDescription();
    }

    @Test
    void call_isAnswered() throws IOException {
        rules.onRelease(release(RULES));
        var client = serve(new MemoryCounterStore());

        assertThat(List.of(1, 2, 3))
                .map(call -> client.shouldRateLimit(TWO).getOverallCode())
                .containsExactly(Code.OK, Code.OK, Code.OVER_LIMIT);
    }

    @Test
    void call_thatCannotBeAnswered_isAnErrorWithItsCode() throws IOException {
        var client = serve(new MemoryCounterStore());

        assertThat(error(client, TWO)).isEqualTo("UNKNOWN no rate limit configuration loaded");
        assertThat(error(client, RateLimitRequest.getDefaultInstance()))
                .isEqualTo("UNKNOWN rate limit domain must not be empty");
    }

    @Test
    void storeThatAnswersOnAnotherThreadOrNever_isUnavailableOrLeftToTheCaller() throws IOException {
        rules.onRelease(release(RULES));
        var asked = new ArrayList<CounterStore.Callback>();
        var client = serve(new CounterStore() {
            @Override
            public void add(List<Hits> hits, Callback callback) {
                asked.add(callback);
                if (asked.size() == 1) {
                    var unused = java.util.concurrent.CompletableFuture.runAsync(
                            () -> callback.counted(new long[] {UNREACHABLE}));
                }
            }

            @Override
            public void close() {}
        });

        assertThat(error(client, TWO)).isEqualTo("UNAVAILABLE the counters cannot be reached");
        assertThat(error(client.withDeadlineAfter(50, TimeUnit.MILLISECONDS), TWO))
                .startsWith(Status.Code.DEADLINE_EXCEEDED.name());
        // Too late for a caller that is gone: nothing to say, and nothing thrown.
        asked.get(1).counted(new long[] {1});
    }
}
