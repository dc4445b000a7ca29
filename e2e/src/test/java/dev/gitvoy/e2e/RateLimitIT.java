package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A limit is merged like a route: what real Envoys then let pass, with counters in memory. */
class RateLimitIT {
    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA, Testbed.Services.IN_MEMORY);

    @Test
    void limitChange_appliesWithoutRestart_andKeepsCounters() {
        assertThat(statuses(5, "one")).containsExactly(200, 200, 200, 429, 429);
        assertThat(statuses(1, "other")).containsExactly(200);
        var before = bed.envoy().xds();

        var raised = bed.forge().commit("seven a day", ServiceSamples.limits(7));
        bed.gitvoy().awaitCommit(raised);

        // As envoyproxy/ratelimit does, a request that was one too many has been counted: five of seven are used.
        var answer = ask("one");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("x-ratelimit-limit", "7, 7;w=86400");
        assertThat(answer.headers()).containsEntry("x-ratelimit-remaining", "1");
        assertThat(statuses(2, "one")).containsExactly(200, 429);
        assertThat(bed.envoy().xds().since(before))
                .as("no Envoy hears of a limit")
                .isEmpty();

        var lowered = bed.forge().commit("one a day", ServiceSamples.limits(1));
        bed.gitvoy().awaitCommit(lowered);
        assertThat(statuses(1, "other")).containsExactly(429);
    }

    @Test
    void json_answersAsTheReference() {
        var uri = URI.create("http://127.0.0.1:" + bed.gitvoy().rateLimitHttpPort() + "/json");
        var request =
                "{\"domain\": \"edge\", \"descriptors\": [{\"entries\": [{\"key\": \"client\", \"value\": \"j\"}]}]}";

        var first = Http.post(uri, request);

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().path("overallCode").asText()).isEqualTo("OK");
        assertThat(first.json().at("/statuses/0/currentLimit/requestsPerUnit").asInt())
                .isEqualTo(3);
        assertThat(first.json().at("/statuses/0/limitRemaining").asInt()).isEqualTo(2);
        Http.post(uri, request);
        Http.post(uri, request);
        assertThat(Http.post(uri, request).status()).isEqualTo(429);
        assertThat(Http.post(uri, "{\"domain\": \"\"}").status()).isEqualTo(400);
    }

    @Test
    void authzMetadata_feedsRateLimit() {
        var alice = bed.createKey("alice");
        var bob = bed.createKey("bob");
        var perUser = """
                - key: user
                  rate_limit: {unit: day, requests_per_unit: 2}
                """;
        bed.gitvoy().awaitCommit(bed.forge().commit("two users", keys(alice, bob), ServiceSamples.limits(3, perUser)));

        // Whom a request claims to be makes no difference to who is counted.
        assertThat(account(alice, "mallory")).isEqualTo(200);
        assertThat(account(alice, "trudy")).isEqualTo(200);
        assertThat(account(alice, "mallory")).isEqualTo(429);
        assertThat(account(bob, "alice")).isEqualTo(200);
    }

    @Test
    void badLimit_or_badPolicy_rejectsWholeCommit() {
        var served = bed.gitvoy().commit();
        var before = bed.envoy().xds();

        var badLimit = ServiceSamples.limits(3, "- key: user\n  rate_limit: {unit: fortnight, requests_per_unit: 2}\n");
        var badPolicy = write(
                ServiceSamples.POLICIES_FILE,
                String.valueOf(ServiceSamples.policies("").content())
                        .replace("x-user-id: \"auth.subject\"", "x-user-id: \"auth.subjet\""));
        var problems = new TreeMap<String, String>();
        for (var mistakes : List.of(List.of(badLimit), List.of(badPolicy), List.of(badLimit, badPolicy))) {
            problems.clear();
            var changes = new ArrayList<Change>(mistakes);
            changes.add(ServiceSamples.routesTo("v2"));
            var bad = bed.forge().commit("a mistake", changes.toArray(Change[]::new));
            Waiting.soon("commit " + bad + " is rejected").until(() -> {
                var candidate = bed.gitvoy().status().path("candidate");
                return candidate.path("commit").asText().equals(bad)
                        && candidate.path("state").asText().equals("rejected");
            });
            bed.gitvoy().status().at("/candidate/problems").forEach(problem -> {
                if (problem.path("severity").asText().equals("error")) {
                    problems.put(
                            problem.path("file").asText() + ":" + problem.path("line") + ":" + problem.path("column"),
                            problem.path("message").asText());
                }
            });
            assertThat(problems).hasSize(mistakes.size());
            bed.traffic().awaitAnswers(50);
            bed.gitvoy().awaitAcked(bed.forge().revert());
        }

        assertThat(problems.keySet())
                .containsExactlyInAnyOrder(
                        ServiceSamples.LIMITS_FILE + ":6:22", ServiceSamples.POLICIES_FILE + ":24:22");
        assertThat(problems.get(ServiceSamples.LIMITS_FILE + ":6:22")).contains("fortnight", "day");
        assertThat(problems.get(ServiceSamples.POLICIES_FILE + ":24:22")).contains("subjet");
        assertThat(bed.envoy().xds().since(before)).isEmpty();
        assertThat(served).isNotEmpty();
        assertThat(statuses(4, "c")).containsExactly(200, 200, 200, 429);
    }

    private int account(Testbed.NewKey key, String claimed) {
        return bed.ask("/account/", "x-api-key", key.text(), "x-user-id", claimed)
                .status();
    }

    static Change keys(Testbed.NewKey... keys) {
        var items = new StringBuilder("kind: ApiKeys\nkeys:\n");
        for (var key : keys) {
            items.append(key.listItem());
        }
        return write(ServiceSamples.KEYS_FILE, items.toString());
    }

    private Http.Answer ask(String client) {
        return bed.ask("/", ServiceSamples.CLIENT, client);
    }

    private List<Integer> statuses(int requests, String client) {
        return IntStream.range(0, requests).mapToObj(i -> ask(client).status()).toList();
    }
}
