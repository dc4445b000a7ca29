package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What good commits change in a real Envoy, and what they leave alone. */
@ParameterizedClass(name = "{0}")
@EnumSource(Transport.class)
class RoutingIT {
    private static final Duration CHANGE_BOUND = Duration.ofSeconds(1);
    /** Well below the 15 s after which Envoy stops waiting for endpoints. */
    private static final Duration WARM_BOUND = Duration.ofSeconds(5);

    private static final String WARMING = "cluster_manager.warming_clusters";
    private static final Map<String, Long> ONE_RDS_UPDATE =
            Map.of(Samples.RDS + ".update_attempt", 1L, Samples.RDS + ".update_success", 1L);

    private final Transport transport;

    @RegisterExtension
    final Testbed bed;

    RoutingIT(Transport transport) {
        this.transport = transport;
        bed = new Testbed(transport);
    }

    @Test
    void unmergedBranch_changesNothing() {
        var served = bed.gitvoy().commit();
        var before = bed.envoy().xds();

        bed.forge().branch("to-v2", Samples.routesTo("v2"));

        bed.awaitPolls(3);
        bed.traffic().awaitAnswers(50);
        assertThat(bed.envoy().xds().since(before)).isEmpty();
        assertThat(bed.gitvoy().commit()).isEqualTo(served);
    }

    @Test
    void mergeCommit_changesRouting() {
        bed.forge().branch("to-v2", Samples.routesTo("v2"));
        bed.awaitPolls(1);
        var before = bed.envoy().xds();
        bed.traffic().expectEither("v1", "v2");

        var merged = bed.forge().merge("to-v2");

        Instant changed = bed.traffic().awaitOnly("v2");
        var took = Duration.between(bed.forge().pushed(), changed);
        System.out.println("e2e: " + transport + ": push to first changed answer " + took.toMillis()
                + " ms, of which at most " + GitvoyProcess.INTERVAL.toMillis() + " ms wait for the poll");
        bed.gitvoy().awaitAcked(merged);
        assertThat(bed.envoy().xds().since(before)).isEqualTo(ONE_RDS_UPDATE);
        assertThat(bed.envoy().xds().rejected()).isZero();
        assertThat(took.minus(GitvoyProcess.INTERVAL)).isLessThan(CHANGE_BOUND);
    }

    @Test
    void revert_restoresRouting_withoutRepushOfEqualContent() {
        var firstVersion = bed.envoy().routeVersion(Samples.ROUTE_CONFIG);
        bed.forge().branch("to-v2", Samples.routesTo("v2"));
        bed.traffic().expectEither("v1", "v2");
        bed.forge().merge("to-v2");
        bed.traffic().awaitOnly("v2");
        assertThat(bed.envoy().routeVersion(Samples.ROUTE_CONFIG)).isNotEqualTo(firstVersion);
        var before = bed.envoy().xds();
        bed.traffic().expectEither("v2", "v1");

        var reverted = bed.forge().revert();

        bed.traffic().awaitOnly("v1");
        bed.gitvoy().awaitAcked(reverted);
        assertThat(bed.envoy().routeVersion(Samples.ROUTE_CONFIG)).isEqualTo(firstVersion);
        assertThat(bed.envoy().xds().since(before)).isEqualTo(ONE_RDS_UPDATE);
    }

    @Test
    void readmeCommit_pushesNothing() {
        var before = bed.envoy().xds();

        var commit = bed.forge().commit("say what this is", write("README.md", "# Our edge\n"));

        bed.gitvoy().awaitAcked(commit);
        var row = bed.gitvoy().json("/api/envoys").path(0);
        assertThat(row.path("types")).isNotEmpty().allSatisfy(type -> {
            assertThat(type.path("commit").asText()).isEqualTo(commit);
            assertThat(type.path("state").asText()).isEqualTo("acked");
        });
        bed.traffic().awaitAnswers(50);
        assertThat(bed.envoy().xds().since(before)).isEmpty();
    }

    @Test
    void clusterChange_isUsedAtOnce() {
        var slower = Samples.clusterNamed("v1").replace("connect_timeout: 1s", "connect_timeout: 2s");

        var commit = bed.forge().commit("wait longer for v1", write(Samples.clusterFile("v1"), slower));

        bed.gitvoy().awaitAcked(commit);
        // Envoy uses a changed cluster when it was told the endpoints again, or after a timeout with what it had.
        Waiting.within(WARM_BOUND, "no cluster warms").until(() -> bed.envoy().stat(WARMING) == 0);
        assertThat(bed.envoy().stat("cluster.v1.assignment_use_cached")).isZero();
        bed.traffic().awaitAnswers(50);
        assertThat(bed.envoy().xds().rejected()).isZero();
    }

    @Test
    void clusterRename_inOneCommit_dropsNothing() {
        for (int i = 0; i < 4; i++) {
            var from = i % 2 == 0 ? "v1" : "v3";
            var to = i % 2 == 0 ? "v3" : "v1";
            bed.traffic().expectEither(from, to);

            var commit = bed.forge().commit("rename " + from + " to " + to, rename(from, to));

            bed.traffic().awaitOnly(to);
            bed.gitvoy().awaitAcked(commit);
            Waiting.soon("Envoy drops cluster " + from)
                    .until(() -> !bed.envoy().clusters().contains(from));
        }
        assertThat(bed.envoy().xds().rejected()).isZero();
    }

    private Change[] rename(String from, String to) {
        var changes = new ArrayList<>(List.of(Samples.withoutCluster(from)));
        changes.add(Samples.cluster(to));
        changes.add(Samples.endpoints(to, bed.upstream(to)));
        changes.add(Samples.routesTo(to));
        return changes.toArray(Change[]::new);
    }
}
