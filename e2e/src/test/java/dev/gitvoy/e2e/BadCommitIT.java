package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;
import static java.util.stream.StreamSupport.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gitvoy.e2e.Forge.Change;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What commits with mistakes do: they are refused with every mistake's place, and Envoy hears nothing of them. */
@ParameterizedClass(name = "{0}")
@EnumSource(Transport.class)
class BadCommitIT {
    /** A tab cannot begin a YAML token: line 5, column 1. */
    private static final Change YAML_ERROR =
            write(Samples.clusterFile("v2"), Samples.clusterNamed("v2").replace("eds_cluster", "\teds_cluster"));

    private static final Change UNKNOWN_FIELD = write(Samples.ROUTES_FILE, Samples.routes("route: {clustr: v1}"));
    private static final Change MISSING_CLUSTER =
            write(Samples.ROUTES_FILE, Samples.routes("route: {cluster: checkout}"));
    private static final Change DUPLICATE_NAME = write(Samples.clusterFile("v3"), Samples.clusterNamed("v1"));
    private static final Change WRONG_TYPE =
            write(Samples.clusterFile("v2"), Samples.clusterNamed("v2").replace("1s", "soon"));

    @RegisterExtension
    final Testbed bed;

    BadCommitIT(Transport transport) {
        bed = new Testbed(transport);
    }

    @Test
    void badCommit_isRejected_trafficFlowsOn() {
        var before = bed.envoy().xds();

        assertRefused("a YAML error", YAML_ERROR, Samples.clusterFile("v2") + ":5:1", "\\t");
        assertRefused("an unknown field", UNKNOWN_FIELD, Samples.ROUTES_FILE + ":9:13", "\"clustr\"", "\"cluster\"");
        assertRefused("a missing cluster", MISSING_CLUSTER, Samples.ROUTES_FILE + ":9:22", "\"checkout\"", "v1, v2");
        assertRefused(
                "a duplicate name", DUPLICATE_NAME, Samples.clusterFile("v3") + ":2:7", "\"v1\"", "clusters/v1.yaml");
        assertRefused(
                "a wrong type", WRONG_TYPE, Samples.clusterFile("v2") + ":4:18", "connect_timeout", "soon", "10s");

        assertThat(bed.envoy().xds().since(before)).isEmpty();
    }

    @Test
    void severalProblems_areAllReported() {
        var served = bed.gitvoy().commit();
        var before = bed.envoy().xds();

        var bad = bed.forge()
                .commit("four mistakes", WRONG_TYPE, UNKNOWN_FIELD, DUPLICATE_NAME, write("xds/edge/a.yaml", "a: ["));

        var problems = awaitRejected(bad);
        assertThat(problems.stream().map(BadCommitIT::place).toList())
                .containsExactly(
                        "xds/edge/a.yaml:1:5",
                        Samples.clusterFile("v2") + ":4:18",
                        Samples.clusterFile("v3") + ":2:7",
                        Samples.ROUTES_FILE + ":9:13");
        assertThat(bed.gitvoy().commit()).isEqualTo(served);
        assertThat(bed.envoy().xds().since(before)).isEmpty();
    }

    /** Commits a mistake, expects it to be refused with this place and these words, and takes the mistake back. */
    private void assertRefused(String mistake, Change change, String place, String... words) {
        var served = bed.gitvoy().commit();

        var bad = bed.forge().commit("a mistake: " + mistake, change);

        var problems = awaitRejected(bad);
        assertThat(problems).as(mistake).hasSize(1);
        var problem = problems.get(0);
        assertThat(place(problem)).as("%s: %s", mistake, problem).isEqualTo(place);
        assertThat(problem.path("severity").asText()).isEqualToIgnoringCase("error");
        assertThat(problem.path("code").asText()).isNotEmpty();
        assertThat(problem.path("message").asText()).contains(words);
        assertThat(bed.gitvoy().commit()).as(mistake).isEqualTo(served);
        bed.traffic().awaitAnswers(50);

        bed.gitvoy().awaitAcked(bed.forge().revert());
    }

    private List<JsonNode> awaitRejected(String commit) {
        Waiting.soon("commit " + commit + " is rejected").until(() -> {
            var candidate = bed.gitvoy().status().path("candidate");
            return candidate.path("commit").asText().equals(commit)
                    && candidate.path("state").asText().equals("rejected");
        });
        var problems = bed.gitvoy().status().at("/candidate/problems");
        return stream(problems.spliterator(), false).toList();
    }

    private static String place(JsonNode problem) {
        return problem.path("file").asText() + ":" + problem.path("line") + ":" + problem.path("column");
    }
}
