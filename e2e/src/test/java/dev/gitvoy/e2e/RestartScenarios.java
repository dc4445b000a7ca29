package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What survives when Gitvoy ends, in good order or not, and when the forge cannot be reached. */
abstract class RestartScenarios {
    private static final int KILLS = 3;
    /** Gitvoy asks a forge that does not answer less and less often. */
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(60);

    @RegisterExtension
    final Testbed bed;

    RestartScenarios(Transport transport) {
        bed = new Testbed(transport);
    }

    @Test
    void restart_withForgeAway_servesLastRelease() {
        var served = bed.gitvoy().commit();
        bed.forge().away();

        bed.gitvoy().terminate();
        bed.gitvoy().start();

        assertThat(bed.gitvoy().get("/readyz").status()).isEqualTo(200);
        assertThat(bed.gitvoy().status().path("stale").asBoolean()).isTrue();
        Waiting.soon("Gitvoy says why")
                .until(() ->
                        !bed.gitvoy().status().at("/source/error").asText("").isEmpty());
        assertThat(bed.gitvoy().commit()).isEqualTo(served);
        var newcomer = bed.startEnvoy("edge-2").admin();
        var newcomersPort = newcomer.listenerPort(Samples.LISTENER);
        var answer = Http.get(URI.create("http://127.0.0.1:" + newcomersPort));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("v1");

        bed.forge().back();
        Waiting.within(LONGEST_BACKOFF, "Gitvoy asks the forge again")
                .until(() -> !bed.gitvoy().status().path("stale").asBoolean());
        bed.traffic().expectEither("v1", "v2");
        var commit = bed.forge().commit("to v2", Samples.routesTo("v2"));

        bed.traffic().awaitOnly("v2");
        bed.gitvoy().awaitAcked(commit);
        assertThat(bed.gitvoy().status().at("/envoys/connected").asInt()).isEqualTo(2);
    }

    @Test
    void kill9_andRestart_loseNothing() throws Exception {
        bed.gitvoy()
                .awaitAcked(bed.forge()
                        .commit("a third version", Samples.cluster("v3"), Samples.endpoints("v3", bed.upstream("v3"))));
        bed.traffic().expectEither("v1", "v3");

        try (var commits = SteadyCommits.start(bed.forge(), "v1", "v3")) {
            for (int i = 0; i < KILLS; i++) {
                var seen = bed.gitvoy().commit();
                Waiting.soon("a commit is being pushed")
                        .until(() -> !bed.gitvoy().commit().equals(seen));
                bed.gitvoy().kill9();
                bed.gitvoy().start();
            }
            commits.end(KILLS);
        }
        bed.traffic().expectEither("v1", "v3", "v2");
        var last = bed.forge().commit("the last word", Samples.routesTo("v2"));
        bed.traffic().awaitOnly("v2");
        bed.gitvoy().kill9();
        bed.forge().away();
        bed.gitvoy().start();

        assertThat(bed.gitvoy().commit()).isEqualTo(last);
        bed.gitvoy().awaitAcked(last);
        assertThat(bed.envoy().xds().rejected()).isZero();
    }
}
