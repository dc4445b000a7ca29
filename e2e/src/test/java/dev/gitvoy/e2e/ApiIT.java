package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators and scripts read about a running Gitvoy. */
@ParameterizedClass(name = "{0}")
@EnumSource(Transport.class)
class ApiIT {
    @RegisterExtension
    final Testbed bed;

    ApiIT(Transport transport) {
        bed = new Testbed(transport);
    }

    @Test
    void api_answersAsDocumented() {
        var first = bed.forge().head();
        bed.traffic().expectEither("v1", "v2");
        var second = bed.forge().commit("to v2", Samples.routesTo("v2"));
        bed.traffic().awaitOnly("v2");
        bed.gitvoy().awaitAcked(second);

        assertStatus(bed.gitvoy().status(), second);
        assertEnvoys(bed.gitvoy().json("/api/envoys"), second);
        assertCommits(bed.gitvoy().json("/api/commits"), first, second);
        assertCommit(bed.gitvoy().json("/api/commits/" + second), second);
        assertThat(bed.gitvoy().get("/api/commits/" + "0".repeat(40)).status()).isEqualTo(404);
        assertThat(bed.gitvoy().get("/healthz").status()).isEqualTo(200);
        assertThat(bed.gitvoy().get("/readyz").status()).isEqualTo(200);
        assertThat(bed.gitvoy().get("/metrics"))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(200))
                .satisfies(answer -> assertThat(answer.body()).contains("# TYPE gitvoy_"));
    }

    private void assertStatus(JsonNode status, String commit) {
        assertThat(names(status)).contains("commit", "since", "stale", "source", "candidate", "envoys");
        assertThat(status.path("commit").asText()).isEqualTo(commit);
        assertThat(Instant.parse(status.path("since").asText())).isBefore(Instant.now());
        assertThat(status.path("stale")).isEqualTo(BooleanNode.FALSE);
        assertThat(names(status.path("source"))).contains("url", "ref", "lastFetch", "error");
        assertThat(Instant.parse(status.at("/source/lastFetch").asText())).isBefore(Instant.now());
        assertThat(status.at("/source/url").asText())
                .contains(bed.forge().repository().toString());
        assertThat(status.at("/source/ref").asText()).endsWith("main");
        assertThat(status.at("/candidate/commit").asText()).isEqualTo(commit);
        assertThat(status.at("/candidate/state").asText()).isEqualTo("published");
        // The routes have left the first version behind.
        assertThat(status.at("/candidate/problems")).singleElement().satisfies(problem -> {
            assertThat(names(problem))
                    .containsExactlyInAnyOrder("file", "line", "column", "severity", "code", "message");
            assertThat(problem.path("severity").asText()).isEqualTo("warning");
            assertThat(problem.path("code").asText()).isEqualTo("unused-name");
            assertThat(problem.path("file").asText()).isEqualTo(Samples.clusterFile("v1"));
        });
        assertThat(status.at("/envoys/connected").asInt()).isEqualTo(1);
        assertThat(status.at("/envoys/acked").asInt()).isEqualTo(1);
        assertThat(status.at("/envoys/nacked").asInt()).isZero();
    }

    private static void assertEnvoys(JsonNode envoys, String commit) {
        assertThat(envoys).hasSize(1);
        var row = envoys.path(0);
        assertThat(row.path("id").asText()).isEqualTo("edge-1");
        assertThat(row.path("cluster").asText()).isEqualTo(Samples.GROUP);
        assertThat(row.path("group").asText()).isEqualTo(Samples.GROUP);
        assertThat(row.path("address").asText()).contains("127.0.0.1");
        assertThat(row.path("userAgent").asText()).contains("envoy");
        assertThat(row.path("types")).hasSize(4).allSatisfy(type -> {
            assertThat(type.path("version").asText()).isNotEmpty();
            assertThat(type.path("commit").asText()).isEqualTo(commit);
            assertThat(type.path("state").asText()).isEqualTo("acked");
            assertThat(type.has("error")).isTrue();
        });
    }

    private static void assertCommits(JsonNode commits, String first, String second) {
        assertThat(commits).hasSize(2);
        assertCommit(commits.path(0), second);
        assertThat(commits.path(0).at("/envoys/have").asInt()).isEqualTo(1);
        assertThat(commits.path(0).at("/envoys/missing")).isEmpty();
        assertCommit(commits.path(1), first);
        assertThat(commits.path(1).at("/envoys/have").asInt()).isZero();
        assertThat(commits.path(1).at("/envoys/missing/0").asText()).isEqualTo("edge-1");
    }

    private static void assertCommit(JsonNode row, String commit) {
        assertThat(row.path("commit").asText()).isEqualTo(commit);
        assertThat(row.path("author").asText()).isEqualTo("Ada Author");
        assertThat(row.path("state").asText()).isEqualTo("published");
        assertThat(row.path("problems").isArray()).isTrue();
        assertThat(row.path("problems"))
                .allSatisfy(
                        problem -> assertThat(problem.path("severity").asText()).isEqualTo("warning"));
        assertThat(row.at("/envoys/connected").asInt()).isEqualTo(1);
        assertThat(names(row.path("times"))).contains("fetched", "parsed", "validated", "published");
        assertThat(Instant.parse(row.at("/times/published").asText()))
                .isBetween(Instant.parse(row.at("/times/fetched").asText()), Instant.now());
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
