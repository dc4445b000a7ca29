package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Counters and keys in a real Redis: shared by replicas, and what happens while it is away. */
class SharedStoreIT {
    private static final int LIMIT = 10;

    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA, Testbed.Services.IN_REDIS);

    @Test
    void rateLimit_isEnforced_acrossTwoReplicas_overRedis() {
        var replica = bed.startReplica("replica");
        var both = new ArrayList<>(List.of(ServiceSamples.services(
                List.of(bed.gitvoy().rateLimitPort(), replica.rateLimitPort()),
                List.of(bed.gitvoy().authzPort(), replica.authzPort()))));
        both.add(ServiceSamples.limits(LIMIT));
        // A check that is under way when its cluster is replaced fails, and Envoy then lets nobody pass.
        bed.traffic().expectEither("v1", "403 ");
        var commit = bed.forge().commit("two replicas", both.toArray(Forge.Change[]::new));
        bed.gitvoy().awaitAcked(commit);
        replica.awaitCommit(commit);
        bed.traffic().awaitOnly("v1");
        double first = requests(bed.gitvoy());
        double second = requests(replica);

        int passed = 0;
        for (int i = 0; i < 3 * LIMIT; i++) {
            int status = bed.ask("/", ServiceSamples.CLIENT, "one").status();
            assertThat(status).isIn(200, 429);
            passed += status == 200 ? 1 : 0;
        }

        assertThat(passed).isEqualTo(LIMIT);
        assertThat(requests(bed.gitvoy()) - first)
                .as("asked of the first replica")
                .isPositive();
        assertThat(requests(replica) - second).as("asked of the second replica").isPositive();
        assertThat(requests(bed.gitvoy()) - first + requests(replica) - second).isEqualTo(3 * LIMIT);
    }

    @Test
    void redisDown_behavesAsConfigured() {
        var key = bed.createKey("alice", "--store", bed.redis().address());
        var limits = ServiceSamples.limits(100, """
                - key: user
                  rate_limit: {unit: day, requests_per_unit: 100}
                - key: client
                  value: open
                  rate_limit: {unit: day, requests_per_unit: 100, on_store_failure: allow}
                - key: client
                  value: closed
                  rate_limit: {unit: day, requests_per_unit: 100, on_store_failure: deny}
                """);
        bed.gitvoy().awaitCommit(bed.forge().commit("what if Redis is down", limits));
        assertThat(statuses()).containsExactly(200, 200, 200);
        Waiting.soon("the key is known").until(() -> account(key) == 200);

        bed.redis().stop();

        // "default" is answered by an error, and Envoy's failure_mode_deny turns that into 500.
        Waiting.soon("limits and keys miss Redis").until(() -> account(key) == 503);
        assertThat(statuses()).containsExactly(200, 429, 500);
        bed.traffic().awaitAnswers(50);

        bed.redis().startAgain();
        Waiting.soon("Redis is used again").until(() -> statuses().equals(List.of(200, 200, 200)));
        bed.createKey("bob", "--store", bed.redis().address());
    }

    private List<Integer> statuses() {
        return List.of("open", "closed", "default").stream()
                .map(client -> bed.ask("/", ServiceSamples.CLIENT, client).status())
                .toList();
    }

    private int account(Testbed.NewKey key) {
        return bed.ask("/account/", "x-api-key", key.text()).status();
    }

    private static double requests(GitvoyProcess gitvoy) {
        return gitvoy.metric("gitvoy_ratelimit_requests_total");
    }
}
