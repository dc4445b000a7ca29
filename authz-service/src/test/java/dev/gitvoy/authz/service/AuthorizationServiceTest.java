package dev.gitvoy.authz.service;

import static dev.gitvoy.authz.policy.PolicyTesting.policy;
import static dev.gitvoy.authz.policy.PolicyTesting.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.gitvoy.authz.identity.ApiKey;
import dev.gitvoy.authz.identity.KeyRecord;
import dev.gitvoy.authz.identity.KeyStore;
import dev.gitvoy.authz.identity.MemoryKeyStore;
import dev.gitvoy.authz.identity.Pepper;
import dev.gitvoy.authz.policy.LivePolicies;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorizationServiceTest {
    private static final String KEYED = """
            kind: Policy
            metadata: {name: keyed}
            match: {hosts: ["*"], paths: ["/keyed/**"]}
            authenticate: {anyOf: [key]}
            deny:
            - {name: suspended, when: "attribute('plan') == 'none'", status: 402, reason: unpaid}
            - {name: broken, when: "auth.scopes[9] == 'x' && request.path == '/keyed/error'"}
            allow:
            - {name: read, scopes: [read], when: "request.method == 'GET'"}
            response:
              headers:
                set: {X-User: "auth.subject", x-tenant: "auth.tenant"}
                remove: [x-api-key]
              metadata:
                user: "auth.subject"
                limit: {requests_per_unit: "7", unit: "'DAY'"}
            """;

    private static final String DELEGATED = """
            kind: Policy
            metadata: {name: delegated}
            match: {hosts: ["*"], paths: ["/delegated"]}
            authenticate: {anyOf: [delegating]}
            allow: [{name: everyone}]
            """;

    @TempDir
    private Path directory;

    private final LivePolicies policies = new LivePolicies();
    private final AuthzStats stats = new AuthzStats();
    private final MemoryKeyStore keys = new MemoryKeyStore();
    private boolean storeIsDown;
    private final ApiKey key = ApiKey.create("test", new SecureRandom());

    @SuppressWarnings("NullAway.Init")
    private Pepper pepper;

    @SuppressWarnings("NullAway.Init")
    private AuthorizationService service;

    @SuppressWarnings("NullAway.Init")
    private Server server;

    @SuppressWarnings("NullAway.Init")
    private ManagedChannel channel;

    /** A store that can be made not to answer. */
    private final class Breakable implements KeyStore {
        @Override
        public CompletionStage<Optional<KeyRecord>> find(String id) {
            return storeIsDown ? CompletableFuture.failedStage(new IOException("down")) : keys.find(id);
        }

        @Override
        public CompletionStage<Void> put(KeyRecord record) {
            return keys.put(record);
        }

        @Override
        public CompletionStage<Void> remove(String id) {
            return keys.remove(id);
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void start() throws IOException {
        pepper = Pepper.readOrCreate(directory.resolve("pepper"));
        service = new AuthorizationService(policies, new Breakable(), pepper, InstantSource.system(), stats);
        var name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(service)
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private void publish() {
        policies.onRelease(release(policy("open", "{hosts: [\"*\"], paths: [\"/open/**\"]}"), KEYED, DELEGATED));
    }

    private void put(String plan, String... scopes) {
        keys.put(new KeyRecord(
                key.id(),
                key.mac(pepper),
                "alice",
                "",
                List.of(scopes),
                Map.of("plan", plan),
                false,
                Optional.empty()));
    }

    private static CheckRequest.Builder request(String method, String path, String... headers) {
        var http = AttributeContext.HttpRequest.newBuilder()
                .setMethod(method)
                .setHost("api.example.com:443")
                .setPath(path);
        for (int i = 0; i < headers.length; i += 2) {
            http.putHeaders(headers[i], headers[i + 1]);
        }
        return CheckRequest.newBuilder()
                .setAttributes(AttributeContext.newBuilder()
                        .setRequest(AttributeContext.Request.newBuilder().setHttp(http)));
    }

    private CheckResponse check(CheckRequest.Builder request) {
        return AuthorizationGrpc.newBlockingStub(channel).check(request.build());
    }

    /** The HTTP status: 200 where the request passes. */
    private int status(CheckRequest.Builder request) {
        var response = check(request);
        assertThat(response.hasStatus()).isTrue();
        if (response.getStatus().getCode() == 0) {
            assertThat(response.hasOkResponse()).isTrue();
            return 200;
        }
        return response.getDeniedResponse().getStatus().getCodeValue();
    }

    @Test
    void beforeTheFirstRelease_allIsDenied() {
        assertThat(status(request("GET", "/open/x"))).isEqualTo(503);
    }

    @Test
    void noPolicy_isDenied_oddRequests_too() {
        publish();

        assertThat(status(request("GET", "/open/x"))).isEqualTo(200);
        assertThat(status(request("GET", "/elsewhere"))).isEqualTo(403);
        assertThat(status(request("GET", "/open/../keyed"))).isEqualTo(400);
        assertThat(status(CheckRequest.newBuilder())).isEqualTo(400);
        assertThat(stats.allowed()).isEqualTo(1);
        assertThat(stats.denied()).isEqualTo(3);
    }

    @Test
    @SuppressWarnings("deprecation")
    void key_letsIn_andTellsTheUpstreamWhoItIs() {
        publish();
        put("gold", "read");

        var response = check(request("GET", "/keyed/a", "x-api-key", key.text(), "x-user", "mallory"));

        assertThat(response.getStatus().getCode()).isZero();
        assertThat(response.getOkResponse().getHeadersList()).singleElement().satisfies(header -> {
            assertThat(header.getHeader().getKey()).isEqualTo("x-user");
            assertThat(header.getHeader().getValue()).isEqualTo("alice");
            assertThat(header.hasAppend() && !header.getAppend().getValue()).isTrue();
            assertThat(header.getAppendAction())
                    .isEqualTo(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD);
        });
        // The tenant is empty: the client's own must not take its place.
        assertThat(response.getOkResponse().getHeadersToRemoveList())
                .containsExactly("x-api-key", "x-roles", "x-tenant");
        var limit = Struct.newBuilder()
                .putFields(
                        "requests_per_unit",
                        Value.newBuilder().setNumberValue(7).build())
                .putFields("unit", Value.newBuilder().setStringValue("DAY").build());
        assertThat(response.getDynamicMetadata())
                .isEqualTo(Struct.newBuilder()
                        .putFields(
                                "user",
                                Value.newBuilder().setStringValue("alice").build())
                        .putFields(
                                "limit",
                                Value.newBuilder().setStructValue(limit).build())
                        .build());
    }

    @Test
    void headersThatAnyPolicySets_areRemovedWhereNobodyIsKnown() {
        publish();

        var response = check(request("GET", "/open/a", "x-user", "mallory"));

        assertThat(response.getOkResponse().getHeadersList()).isEmpty();
        assertThat(response.getOkResponse().getHeadersToRemoveList()).containsExactly("x-roles", "x-tenant", "x-user");
    }

    /** Upstreams of the CGI kind make the same variable of both. */
    @Test
    void headersThatLookLikeGuardedOnes_areRemoved() {
        publish();
        put("gold", "read");

        var open = check(request("GET", "/open/a", "x_user", "mallory", "x_other", "kept"));
        var keyed = check(request("GET", "/keyed/a", "x-api-key", key.text(), "x_user", "mallory"));

        assertThat(open.getOkResponse().getHeadersToRemoveList())
                .contains("x_user")
                .doesNotContain("x_other");
        assertThat(keyed.getOkResponse().getHeadersToRemoveList()).contains("x_user");
        assertThat(keyed.getOkResponse().getHeadersList()).hasSize(1);
    }

    @Test
    void headerThatIsTooLong_isAnErrorOfTheRule() {
        policies.onRelease(release(policy("p", "{hosts: [\"*\"], paths: [\"/**\"]}")
                .replace("allow:", "deny: [{name: d, when: \"header('x-a') == 'bad'\"}]\nallow:")));

        assertThat(status(request("GET", "/", "x-a", "good"))).isEqualTo(200);
        assertThat(status(request("GET", "/", "x-a", "x".repeat(9_000)))).isEqualTo(403);
    }

    @Test
    void wrongKeys_areAllTheSame() {
        publish();
        var none = check(request("GET", "/keyed/a"));

        assertThat(none.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(401);
        assertThat(check(request("GET", "/keyed/a", "x-api-key", key.text()))).isEqualTo(none);
        assertThat(check(request("GET", "/keyed/a", "x-api-key", "nonsense"))).isEqualTo(none);
        put("gold", "read");
        var other = ApiKey.create("test", new SecureRandom());
        assertThat(check(request("GET", "/keyed/a", "x-api-key", other.text()))).isEqualTo(none);
        assertThat(status(request("GET", "/keyed/a", "x-api-key", key.text() + "," + key.text())))
                .isEqualTo(400);
    }

    @Test
    void rules_denyBeforeTheyAllow_andErrorsDeny() {
        publish();
        put("gold", "read");
        assertThat(status(request("PUT", "/keyed/a", "x-api-key", key.text()))).isEqualTo(403);
        put("gold", "write");
        assertThat(status(request("GET", "/keyed/a", "x-api-key", key.text()))).isEqualTo(403);
        put("none", "read");
        assertThat(status(request("GET", "/keyed/a", "x-api-key", key.text()))).isEqualTo(402);
        put("gold", "read");
        assertThat(status(request("GET", "/keyed/error", "x-api-key", key.text())))
                .isEqualTo(403);
        assertThat(status(request("GET", "/keyed/a", "x-api-key", key.text()))).isEqualTo(200);
    }

    @Test
    void valueThatIsNoHeader_isDenied() {
        publish();
        keys.put(new KeyRecord(
                key.id(), key.mac(pepper), "a\r\nx-admin: 1", "", List.of("read"), Map.of(), false, Optional.empty()));

        assertThat(status(request("GET", "/keyed/a", "x-api-key", key.text()))).isEqualTo(403);
    }

    @Test
    void storeDown_denies_orLeavesItToEnvoy() {
        publish();
        storeIsDown = true;

        assertThat(status(request("GET", "/keyed/a", "x-api-key", key.text()))).isEqualTo(503);
        assertThat(status(request("GET", "/open/a", "x-api-key", key.text()))).isEqualTo(200);
        assertThatThrownBy(() -> status(request("GET", "/delegated", "x-api-key", key.text())))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE));
        assertThat(stats.storeFailures()).isEqualTo(2);
    }

    @Test
    void warmUp_isLetInByItsSecretOnly_andCountsForNothing() {
        publish();
        var requests = service.warmUpRequests();

        assertThat(requests.stream().map(each -> status(each.toBuilder())).toList())
                .containsExactly(200, 200, 403);
        assertThat(stats.allowed() + stats.denied()).isZero();
        var without = requests.get(0).toBuilder();
        without.getAttributesBuilder()
                .getRequestBuilder()
                .getHttpBuilder()
                .putHeaders(LivePolicies.WARM_UP_HEADER, "guess");
        assertThat(status(without)).isEqualTo(403);
        assertThat(stats.allowed()).isZero();
        assertThat(stats.denied()).as("what is not ours counts").isEqualTo(1);
    }

    /** Whatever bytes make up a request: an answer comes, and it lets in only what has a policy for everybody. */
    @Test
    void anyRequest_isAnswered_andNeverLetInByAccident() throws Exception {
        publish();
        var random = new Random(7);
        var good = request("GET", "/keyed/a", "x-api-key", "x").build().toByteArray();
        for (int i = 0; i < 3_000; i++) {
            var bytes = good.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            CheckRequest mutated;
            try {
                mutated = CheckRequest.parseFrom(bytes);
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                continue;
            }
            assertThat(status(mutated.toBuilder())).isBetween(400, 503);
        }
    }
}
