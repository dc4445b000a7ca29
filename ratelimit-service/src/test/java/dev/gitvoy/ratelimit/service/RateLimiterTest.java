package dev.gitvoy.ratelimit.service;

import static dev.gitvoy.ratelimit.rule.RuleTesting.descriptor;
import static dev.gitvoy.ratelimit.rule.RuleTesting.release;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UInt64Value;
import dev.gitvoy.ratelimit.counter.CounterStore;
import dev.gitvoy.ratelimit.counter.MemoryCounterStore;
import dev.gitvoy.ratelimit.rule.LiveRules;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.RateLimitOverride;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.envoyproxy.envoy.type.v3.RateLimitUnit;
import io.grpc.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final String RULES = """
            domain: d
            descriptors:
            - {key: two, rate_limit: {unit: minute, requests_per_unit: 2, name: two}}
            - {key: ten, rate_limit: {unit: hour, requests_per_unit: 10}}
            - {key: free, rate_limit: {unlimited: true}}
            - {key: shadow, shadow_mode: true, rate_limit: {unit: day, requests_per_unit: 1}}
            - {key: quota, quota_mode: true, rate_limit: {unit: day, requests_per_unit: 1}}
            - {key: quota2, quota_mode: true, rate_limit: {unit: day, requests_per_unit: 2}}
            - {key: vip, rate_limit: {unit: day, requests_per_unit: 100, replaces: [{name: two}]}}
            - {key: allow, rate_limit: {unit: day, requests_per_unit: 5, on_store_failure: allow}}
            - {key: deny, rate_limit: {unit: day, requests_per_unit: 5, on_store_failure: deny}}
            - {key: roomy, rate_limit: {unit: day, requests_per_unit: 5, on_full: allow}}
            - key: tenant
              value: free-*
              share_threshold: true
              rate_limit: {unit: day, requests_per_unit: 1}
            """;

    private final LiveRules rules = new LiveRules();
    private final RateLimitStats stats = new RateLimitStats();
    private final List<String> keys = new ArrayList<>();
    private long now = 1_000_000_030;
    private RateLimiter limiter = limiter(new MemoryCounterStore());

    private RateLimiter limiter(CounterStore store) {
        return new RateLimiter(rules, new Watched(store), () -> Instant.ofEpochSecond(now), stats);
    }

    /** Notes the keys that are asked for. */
    private final class Watched implements CounterStore {
        private final CounterStore store;

        Watched(CounterStore store) {
            this.store = store;
        }

        @Override
        public void add(List<Hits> hits, Callback callback) {
            hits.forEach(each -> keys.add(each.key()));
            store.add(hits, callback);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /** Answers every counter with the same. */
    private static CounterStore always(long count) {
        return new CounterStore() {
            @Override
            public void add(List<Hits> hits, Callback callback) {
                var counts = new long[hits.size()];
                Arrays.fill(counts, count);
                callback.counted(counts);
            }

            @Override
            public void close() {}
        };
    }

    /** What the limiter said. */
    private static final class Said implements RateLimiter.Reply {
        private final List<Object> replies = new ArrayList<>();

        @Override
        public void answer(RateLimitResponse response) {
            replies.add(response);
        }

        @Override
        public void fail(Status error) {
            replies.add(error);
        }
    }

    @BeforeEach
    void publish() {
        rules.onRelease(release(RULES));
    }

    private Object say(RateLimitRequest request) {
        var said = new Said();
        limiter.shouldRateLimit(request, said);
        assertThat(said.replies).hasSize(1);
        return said.replies.get(0);
    }

    private RateLimitResponse ask(RateLimitDescriptor... descriptors) {
        return (RateLimitResponse) say(request(descriptors).build());
    }

    private static RateLimitRequest.Builder request(RateLimitDescriptor... descriptors) {
        return RateLimitRequest.newBuilder().setDomain("d").addAllDescriptors(List.of(descriptors));
    }

    private Code code(String key) {
        return ask(descriptor(key, "x")).getOverallCode();
    }

    @Test
    void statuses_tellLimitRemainingAndReset_inTheOrderOfTheRequest() {
        var response = ask(descriptor("none", "x"), descriptor("two", "x"), descriptor("free", "x"));

        assertThat(response.getOverallCode()).isEqualTo(Code.OK);
        assertThat(response.getStatusesList()).hasSize(3);
        assertThat(response.getStatuses(0))
                .isEqualTo(DescriptorStatus.newBuilder().setCode(Code.OK).build());
        var limited = response.getStatuses(1);
        assertThat(limited.getCurrentLimit().getRequestsPerUnit()).isEqualTo(2);
        assertThat(limited.getCurrentLimit().getUnit()).isEqualTo(RateLimitResponse.RateLimit.Unit.MINUTE);
        assertThat(limited.getCurrentLimit().getName()).isEqualTo("two");
        assertThat(limited.getLimitRemaining()).isEqualTo(1);
        // 1,000,000,030 is 10 s into a minute.
        assertThat(limited.getDurationUntilReset().getSeconds()).isEqualTo(50);
        assertThat(Integer.toUnsignedLong(response.getStatuses(2).getLimitRemaining()))
                .isEqualTo(4_294_967_295L);
    }

    @Test
    void limit_isReached_andTheNextWindowIsFresh() {
        assertThat(List.of(code("two"), code("two"), code("two"))).containsExactly(Code.OK, Code.OK, Code.OVER_LIMIT);
        assertThat(ask(descriptor("two", "x")).getStatuses(0).getLimitRemaining())
                .isZero();
        assertThat(stats.overLimit()).isEqualTo(2);

        now += 50;

        assertThat(code("two")).isEqualTo(Code.OK);
    }

    @Test
    void oneOver_isOver_andTheOthersAreCounted() {
        code("two");
        code("two");

        var response = ask(descriptor("two", "x"), descriptor("ten", "x"));

        assertThat(response.getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(response.getStatuses(1).getLimitRemaining()).isEqualTo(9);
    }

    @Test
    void key_isTheOneOfTheReference() {
        ask(descriptor("two", "a b"));
        rules.onRelease(release("domain: d\ndescriptors:\n- {key: a, descriptors: [{key: b, rate_limit: {unit: hour,"
                + " requests_per_unit: 1}}]}\n"));
        ask(descriptor("a", "1", "b", "2"));
        ask(descriptor("tenant", "free-7"));

        assertThat(keys).containsExactly("d_two_a b_1000000020", "d_a_1_b_2_999997200", "d_tenant_free-*_999993600");
    }

    @Test
    void hits_ofTheDescriptorBeforeThoseOfTheRequest_zeroLooksOnly() {
        var five = descriptor("ten", "x").toBuilder()
                .setHitsAddend(UInt64Value.of(5))
                .build();
        var none = descriptor("ten", "x").toBuilder()
                .setHitsAddend(UInt64Value.of(0))
                .build();

        assertThat(remaining(request(five).setHitsAddend(2))).isEqualTo(5);
        assertThat(remaining(request(none))).isEqualTo(5);
        assertThat(remaining(request(descriptor("ten", "x")).setHitsAddend(2))).isEqualTo(3);
        assertThat(remaining(request(descriptor("ten", "x")))).isEqualTo(2);
    }

    private int remaining(RateLimitRequest.Builder request) {
        return ((RateLimitResponse) say(request.build())).getStatuses(0).getLimitRemaining();
    }

    @Test
    void hits_moreThanCanBeCounted_areRefused() {
        for (long hits : new long[] {-1, Long.MIN_VALUE, CounterStore.MOST_HITS + 1}) {
            var absurd = descriptor("ten", "x").toBuilder()
                    .setHitsAddend(UInt64Value.of(hits))
                    .build();
            assertThat(say(request(absurd).build()))
                    .isInstanceOfSatisfying(Status.class, status -> assertThat(status.getCode())
                            .isEqualTo(Status.Code.INVALID_ARGUMENT));
        }
        assertThat(keys).isEmpty();
    }

    @Test
    void shadow_countsAndLetsPass() {
        code("shadow");
        var response = ask(descriptor("shadow", "x"));

        assertThat(response.getOverallCode()).isEqualTo(Code.OK);
        assertThat(response.getStatuses(0).getCode()).isEqualTo(Code.OK);
        assertThat(response.getStatuses(0).getLimitRemaining()).isZero();
    }

    @Test
    void quotas_areOverWhenAllAre() {
        assertThat(ask(descriptor("quota", "x"), descriptor("quota2", "x")).getOverallCode())
                .isEqualTo(Code.OK);
        assertThat(ask(descriptor("quota", "x"), descriptor("quota2", "x")).getOverallCode())
                .isEqualTo(Code.OK);
        assertThat(ask(descriptor("quota", "x"), descriptor("quota2", "x")).getOverallCode())
                .isEqualTo(Code.OVER_LIMIT);
    }

    @Test
    void replaced_isNotCounted() {
        var response = ask(descriptor("two", "x"), descriptor("vip", "x"));

        assertThat(response.getStatuses(0))
                .isEqualTo(DescriptorStatus.newBuilder().setCode(Code.OK).build());
        assertThat(keys).singleElement().asString().startsWith("d_vip_x_");
    }

    @Test
    void override_takesThePlaceOfTheRule_whereTheDomainIsKnown() {
        var override = RateLimitOverride.newBuilder()
                .setRequestsPerUnit(1)
                .setUnit(RateLimitUnit.HOUR)
                .build();
        var descriptor =
                descriptor("anything", "x").toBuilder().setLimit(override).build();

        assertThat(ask(descriptor).getStatuses(0).getCurrentLimit().getRequestsPerUnit())
                .isEqualTo(1);
        assertThat(ask(descriptor).getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        var elsewhere = (RateLimitResponse)
                say(request(descriptor).setDomain("elsewhere").build());
        assertThat(elsewhere.getOverallCode()).isEqualTo(Code.OK);
        assertThat(elsewhere.getStatuses(0).hasCurrentLimit()).isFalse();
    }

    @Test
    void override_withAUnitOfNoName_isRefused() {
        for (int unit : new int[] {0, 99, -1}) {
            var override = RateLimitOverride.newBuilder()
                    .setRequestsPerUnit(1)
                    .setUnitValue(unit)
                    .build();
            var request = request(
                    descriptor("two", "x").toBuilder().setLimit(override).build());

            assertThat(say(request.build())).isInstanceOfSatisfying(Status.class, status -> assertThat(status.getCode())
                    .isEqualTo(Status.Code.INVALID_ARGUMENT));
        }
    }

    @Test
    void badRequests_areToldInTheWordsOfTheReference() {
        assertThat(words(say(RateLimitRequest.getDefaultInstance())))
                .isEqualTo("UNKNOWN rate limit domain must not be empty");
        assertThat(words(say(RateLimitRequest.newBuilder().setDomain("d").build())))
                .isEqualTo("UNKNOWN rate limit descriptor list must not be empty");
        var before = new RateLimiter(new LiveRules(), always(1), () -> Instant.EPOCH, stats);
        var said = new Said();
        before.shouldRateLimit(request(descriptor("two", "x")).build(), said);
        assertThat(words(said.replies.get(0))).isEqualTo("UNKNOWN no rate limit configuration loaded");
        assertThat(stats.errors()).isEqualTo(3);
    }

    @Test
    void warmUp_beforeTheFirstRelease_isAnswered_andItsFailuresAreNobodys() {
        limiter = new RateLimiter(new LiveRules(), new MemoryCounterStore(), () -> Instant.ofEpochSecond(now), stats);
        for (var request : RateLimitService.warmUpRequests()) {
            assertThat(say(request)).isInstanceOf(RateLimitResponse.class);
        }

        limiter = limiter(always(CounterStore.UNREACHABLE));
        for (var request : RateLimitService.warmUpRequests()) {
            assertThat(say(request)).isInstanceOf(Status.class);
        }

        assertThat(stats.errors()).isZero();
        assertThat(stats.storeFailures()).isZero();
    }

    @Test
    void request_duringACommit_isAnsweredFromOneCommit() {
        var store = new MemoryCounterStore();
        limiter = limiter(new CounterStore() {
            @Override
            public void add(List<Hits> hits, Callback callback) {
                rules.onRelease(withSettings("ratelimit: {shadow_mode: true}\n"));
                store.add(hits, callback);
            }

            @Override
            public void close() {
                store.close();
            }
        });

        var four = descriptor("two", "x").toBuilder()
                .setHitsAddend(UInt64Value.of(4))
                .build();

        assertThat(ask(four).getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(ask(four).getOverallCode()).isEqualTo(Code.OK);
    }

    @Test
    void replaced_unlimited_staysUnlimited() {
        rules.onRelease(release("""
                domain: d
                descriptors:
                - {key: free, rate_limit: {unlimited: true, name: free}}
                - {key: vip, rate_limit: {unit: day, requests_per_unit: 100, replaces: [{name: free}]}}
                """));

        assertThat(ask(descriptor("free", "x"), descriptor("vip", "x"))
                        .getStatuses(0)
                        .getLimitRemaining())
                .isEqualTo(-1);
    }

    @Test
    void headers_tellOfTheLeastLeft_whereLimitsAreBeyondHalfOfAnUnsignedInt() {
        rules.onRelease(dev.gitvoy.ratelimit.rule.RuleTesting.release(
                Map.of("ratelimit/0.yaml", """
                domain: d
                descriptors:
                - {key: ten, rate_limit: {unit: hour, requests_per_unit: 10}}
                - {key: huge, rate_limit: {unit: hour, requests_per_unit: 4294967295}}
                """, "gitvoy.yaml", "ratelimit: {response_headers: true}\n")));

        assertThat(ask(descriptor("huge", "x"), descriptor("ten", "x")).getResponseHeadersToAddList())
                .extracting(header -> header.getKey() + "=" + header.getValue())
                .contains("RateLimit-Limit=10", "RateLimit-Remaining=9");
    }

    private static String words(Object reply) {
        var status = (Status) reply;
        return status.getCode() + " " + status.getDescription();
    }

    @Test
    void storeOutOfReach_isAnsweredAsTheRuleSays() {
        limiter = limiter(always(CounterStore.UNREACHABLE));

        assertThat(say(request(descriptor("two", "x")).build()))
                .isInstanceOfSatisfying(
                        Status.class, status -> assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        assertThat(code("allow")).isEqualTo(Code.OK);
        assertThat(code("deny")).isEqualTo(Code.OVER_LIMIT);
        assertThat(stats.storeFailures()).isEqualTo(3);

        rules.onRelease(RateLimiterTest.withSettings("ratelimit: {on_store_failure: allow}\n"));
        assertThat(code("two")).isEqualTo(Code.OK);
        assertThat(code("deny")).isEqualTo(Code.OVER_LIMIT);
    }

    private static dev.gitvoy.gitsync.release.Release withSettings(String settings) {
        return dev.gitvoy.ratelimit.rule.RuleTesting.release(
                Map.of("ratelimit/0.yaml", RULES, "gitvoy.yaml", settings));
    }

    @Test
    void storeFull_isAnsweredAsTheRuleSays() {
        limiter = limiter(always(CounterStore.FULL));

        assertThat(code("two")).isEqualTo(Code.OVER_LIMIT);
        assertThat(code("roomy")).isEqualTo(Code.OK);
        assertThat(stats.full()).isEqualTo(2);
    }

    @Test
    void settings_shadowQuotaAndHeaders() {
        rules.onRelease(withSettings("ratelimit: {shadow_mode: true, response_headers: true}\n"));
        code("two");
        code("two");
        var response = ask(descriptor("two", "x"), descriptor("ten", "x"));

        assertThat(response.getOverallCode()).isEqualTo(Code.OK);
        assertThat(response.getStatuses(0).getCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(response.getResponseHeadersToAddList())
                .extracting(header -> header.getKey() + "=" + header.getValue())
                .containsExactly("RateLimit-Limit=2", "RateLimit-Remaining=0", "RateLimit-Reset=50");

        rules.onRelease(withSettings("ratelimit: {quota_mode: true}\n"));
        assertThat(ask(descriptor("two", "x"), descriptor("ten", "x")).getOverallCode())
                .isEqualTo(Code.OK);
    }

    @Test
    void warmUp_goesTheWholeWay_andCountsAgainstNobody() {
        for (var request : RateLimitService.warmUpRequests()) {
            var response = (RateLimitResponse) say(request);
            assertThat(response.getOverallCode()).isEqualTo(Code.OK);
            assertThat(response.getStatusesList()).allMatch(DescriptorStatus::hasCurrentLimit);
        }

        assertThat(keys).isNotEmpty().allMatch(key -> key.startsWith(LiveRules.WARM_UP_DOMAIN + "_"));
        assertThat(stats.requests()).isZero();
    }

    @Test
    void json_speaksProtobufsJson() {
        var json = new JsonRateLimits(limiter);
        var body = "{\"domain\":\"d\",\"descriptors\":[{\"entries\":[{\"key\":\"two\",\"value\":\"j\"}]}]}";

        var first = json.answer(body).join();
        json.answer(body).join();
        var third = json.answer(body).join();

        assertThat(first)
                .isEqualTo(
                        new JsonRateLimits.Answer(
                                200,
                                "{\"overallCode\":\"OK\",\"statuses\":[{\"code\":\"OK\",\"currentLimit\":{\"requestsPerUnit\":2,"
                                        + "\"unit\":\"MINUTE\",\"name\":\"two\"},\"limitRemaining\":1,\"durationUntilReset\":\"50s\"}]}"));
        assertThat(third.status()).isEqualTo(429);
        for (var bad : List.of("", "{", "{\"domian\":\"d\"}", "{\"domain\":\"\"}", "{\"domain\":\"d\"}")) {
            assertThat(json.answer(bad).join()).isEqualTo(new JsonRateLimits.Answer(400, "Bad Request\n"));
        }
    }
}
