package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the files of {@code examples/traffic} promise, each by what it does to requests. Upstreams a, b and c are a file's
 * endpoints in the order of their ports. One Envoy gets them one after the other, so each scenario has a file of its own.
 */
class TrafficFeaturesIT {
    private static final int MANY = 1000;
    private static final int SOME = 20;

    @RegisterExtension
    static final Testbed bed = new Testbed(Transport.DELTA);

    private Upstream a;
    private Upstream b;
    private Upstream c;

    @BeforeEach
    void startUpstreams() {
        a = bed.startUpstream("a");
        b = bed.startUpstream("b");
        c = bed.startUpstream("c");
    }

    @AfterEach
    void envoyHasRefusedNothing() {
        assertThat(bed.envoy().xds().rejected()).isZero();
    }

    @Test
    void weights_areKept_untilACommitMovesThem() {
        var file = Example.of("weights", a, b);
        var edge = bed.open("weights", file);

        // Ten of a hundred, and five standard deviations to each side.
        assertThat(edge.count(MANY, "/")).containsOnlyKeys("a", "b").hasEntrySatisfying("b", between(52, 148));
        var before = bed.envoy().xds();

        commit(file.replacing("weight: 90", "weight: 50").replacing("weight: 10", "weight: 50"));

        assertThat(edge.count(MANY, "/")).containsOnlyKeys("a", "b").hasEntrySatisfying("b", between(420, 580));
        assertThat(bed.envoy().xds().since(before).keySet()).allMatch(name -> name.startsWith("http.weights.rds."));

        commit(file.replacing("weight: 90", "weight: 0").replacing("weight: 10", "weight: 100"));

        awaitOnly(edge, "b");
    }

    @Test
    void timeout_givesASlowUpstreamUp_butWaitsForReports() {
        var file = Example.of("timeouts", a);
        var edge = bed.open("timeouts", file);
        a.slowDown(Duration.ofSeconds(1));

        var late = edge.get("/");

        assertThat(late.status()).isEqualTo(504);
        assertThat(late.headers()).containsEntry("x-flags", "UT");
        assertThat(bed.envoy().stat("cluster.timeouts.upstream_rq_timeout")).isEqualTo(1);
        assertThat(edge.get("/reports").body()).isEqualTo("a");

        commit(file.replacing("timeout: 0.5s", "timeout: 4s"));

        Waiting.soon("the longer timeout is used").until(() -> edge.get("/").status() == 200);
    }

    @Test
    void retry_hidesAFailingEndpoint_ofRequestsThatMayBeRepeated() {
        var edge = bed.open("retries", Example.of("retries", a, b));
        a.answerWith(503);

        assertThat(edge.count(SOME, "/")).isEqualTo(Map.of("b", SOME));

        assertThat(a.requests()).as("attempts that failed").isPositive();
        assertThat(bed.envoy().stat("cluster.retries.upstream_rq_retry_success"))
                .isEqualTo(a.requests());

        b.answerWith(503);
        int attempts = a.requests() + b.requests();
        var failed = edge.get("/");
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.headers()).containsEntry("x-envoy-attempt-count", "3");
        assertThat(a.requests() + b.requests()).isEqualTo(attempts + 3);

        var posted = edge.post("/");
        assertThat(posted.status()).isEqualTo(503);
        assertThat(posted.headers()).containsEntry("x-envoy-attempt-count", "1");
        assertThat(a.requests() + b.requests()).isEqualTo(attempts + 4);

        b.answerWith(200);
        a.hold();
        Waiting.soon("an attempt waits at a").until(() -> {
            assertThat(edge.get("/").body()).isEqualTo("b");
            return a.underWay() > 0;
        });
        assertThat(bed.envoy().stat("cluster.retries.upstream_rq_per_try_timeout"))
                .isPositive();
    }

    @Test
    void endpoints_comeAndGoByCommit_andNothingElseMoves() {
        var file = Example.of("endpoints", a, b, c);
        var edge = bed.open("endpoints", file);
        assertThat(edge.count(SOME, "/")).containsOnlyKeys("a", "b");
        var before = bed.envoy().xds();

        commit(uncommented(file));

        awaitOnly(edge, "a", "b", "c");
        assertThat(bed.envoy().xds().since(before))
                .isEqualTo(Map.of("cluster.endpoints.update_attempt", 1L, "cluster.endpoints.update_success", 1L));

        commit(uncommented(file).replacing(endpoint(b), ""));

        awaitOnly(edge, "a", "c");
        int gone = b.requests();
        assertThat(edge.count(SOME, "/")).containsOnlyKeys("a", "c");
        assertThat(b.requests()).isEqualTo(gone);
    }

    @Test
    void loadBalancing_givesTurns_staysWithAUser_orTakesTheIdle() {
        var edge = bed.open("load-balancing", Example.of("load-balancing", a, b, c));

        // Each of the two threads of Envoy takes its own turns, so this is not exactly a third.
        assertThat(edge.count(90, "/turns").values()).hasSize(3).allSatisfy(between(28, 32));

        var places = new HashMap<String, String>();
        for (int i = 0; i < 3 * MANY / 10; i++) {
            var user = "user-" + i % 100;
            var place = edge.get("/sticky", "x-user", user).body();
            assertThat(places.putIfAbsent(user, place)).as(user).isIn(null, place);
        }
        assertThat(places.values()).contains("a", "b", "c");

        a.hold();
        var waiting = new ArrayList<CompletableFuture<Http.Answer>>();
        Waiting.soon("a is busy").until(() -> {
            if (a.underWay() == 0) {
                waiting.add(edge.begin("/idle"));
            }
            return a.underWay() == 1;
        });
        assertThat(edge.count(SOME, "/idle")).containsOnlyKeys("b", "c");
        a.release();
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    @Test
    void failover_usesTheSecondPriority_asFarAsTheFirstIsUnwell() {
        var edge = bed.open("failover", Example.of("failover", a, b, c));
        assertThat(edge.count(SOME, "/")).containsOnlyKeys("a", "b");

        a.becomeUnwell();
        awaitOnly(edge, "b", "c");
        // Thirty of a hundred, and five standard deviations to each side.
        assertThat(edge.count(400, "/")).containsOnlyKeys("b", "c").hasEntrySatisfying("c", between(75, 165));

        b.becomeUnwell();
        awaitOnly(edge, "c");

        a.becomeWell();
        b.becomeWell();
        awaitOnly(edge, "a", "b");
    }

    @Test
    void circuitBreaker_answersAtOnce_andLetsPaymentsPass() {
        var edge = bed.open("circuit-breakers", Example.of("circuit-breakers", a));
        a.hold();
        var waiting = new ArrayList<>(List.of(edge.begin("/"), edge.begin("/")));
        Waiting.soon("two requests are under way").until(() -> a.underWay() == 2);

        var third = edge.get("/");

        assertThat(third.status()).isEqualTo(503);
        assertThat(third.headers()).containsEntry("x-envoy-overloaded", "true").containsEntry("x-flags", "UO");
        waiting.add(edge.begin("/payments"));
        Waiting.soon("a payment is under way").until(() -> a.underWay() == 3);
        assertThat(a.requests()).isEqualTo(3);

        a.release();
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo("a"));
        Waiting.soon("requests pass again").until(() -> edge.get("/").status() == 200);
    }

    @Test
    void healthCheck_takesAnEndpointOut_andBringsItBack() {
        var edge = bed.open("health-checks", Example.of("health-checks", a, b));
        assertThat(edge.count(SOME, "/")).containsOnlyKeys("a", "b");

        a.becomeUnwell();
        awaitOnly(edge, "b");
        int served = a.requests();
        assertThat(edge.count(SOME, "/")).isEqualTo(Map.of("b", SOME));
        assertThat(a.requests()).isEqualTo(served);

        b.becomeUnwell();
        Waiting.soon("nobody is left").until(() -> edge.get("/").status() == 503);
        assertThat(edge.get("/").headers()).containsEntry("x-flags", "UH");

        a.becomeWell();
        b.becomeWell();
        Waiting.soon("somebody is well").until(() -> edge.get("/").status() == 200);
        awaitOnly(edge, "a", "b");
    }

    @Test
    void outlierDetection_pausesAnEndpointThatFails() {
        var edge = bed.open("outlier-detection", Example.of("outlier-detection", a, b));
        a.answerWith(500);

        Waiting.soon("only b is asked").until(() -> edge.count(SOME, "/").equals(Map.of("b", SOME)));

        assertThat(bed.envoy().stat("cluster.outlier-detection.outlier_detection.ejections_enforced_consecutive_5xx"))
                .isEqualTo(1);
        // The threads of Envoy hear of it a little after the third failure.
        assertThat(a.requests()).isBetween(3, 10);

        a.answerWith(200);
        awaitOnly(edge, "a", "b");
    }

    private void commit(Change change) {
        bed.gitvoy().awaitAcked(bed.forge().commit("another " + change.path(), change));
    }

    /** Waits until these upstreams and no others answer. Meanwhile others may, but nothing may fail. */
    private static void awaitOnly(Entrance edge, String... upstreams) {
        Waiting.soon("answers of " + List.of(upstreams)).until(() -> {
            var answers = edge.count(SOME, "/").keySet();
            assertThat(answers).isSubsetOf("a", "b", "c");
            return answers.equals(Set.of(upstreams));
        });
    }

    private static Consumer<Integer> between(int least, int most) {
        return count -> assertThat(count).isBetween(least, most);
    }

    /** The endpoint as it stands in the files. */
    private static String endpoint(Upstream upstream) {
        return """
                - endpoint:
                    address:
                      socket_address: {address: 127.0.0.1, port_value: %d}
                """.formatted(upstream.port()).indent(10);
    }

    /** The file with the endpoint that stands in a comment. */
    private static Change uncommented(Change file) {
        return file.replacing("          # - ", "          - ").replacing("          #   ", "            ");
    }
}
