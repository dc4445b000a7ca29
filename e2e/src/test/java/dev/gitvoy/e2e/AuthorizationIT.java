package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A policy is merged like a route: whom a real Envoy then lets in, and what the upstream is told of them. */
class AuthorizationIT {
    private static final int RENAMES = 4;

    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA, Testbed.Services.IN_MEMORY);

    @Test
    void authz_deniesWithoutKey_allowsWithKey_injectsHeaders_andStripsSpoofedOnes() {
        var alice = bed.createKey("alice");
        bed.gitvoy().awaitCommit(bed.forge().commit("let alice in", RateLimitIT.keys(alice)));

        assertThat(bed.ask("/account/").status()).isEqualTo(401);
        assertThat(bed.ask("/account/", "x-api-key", alice.text() + "x").status())
                .isEqualTo(401);
        assertThat(bed.ask("/account/..%2fother", "x-api-key", alice.text()).status())
                .isEqualTo(400);

        var known = bed.ask("/account/", "x-api-key", alice.text(), "x-user-id", "mallory");
        assertThat(known.status()).isEqualTo(200);
        assertThat(known.body()).contains("x-user-id: [alice]\n").doesNotContain("mallory", "x-api-key");

        // A header that a policy sets for some requests is nobody's to bring along on others.
        bed.gitvoy()
                .awaitCommit(bed.forge()
                        .commit(
                                "the account is everybody's",
                                Forge.Change.write(
                                        ServiceSamples.POLICIES_FILE,
                                        String.valueOf(ServiceSamples.policies("")
                                                        .content())
                                                .replace(
                                                        "authenticate: {anyOf: [key]}",
                                                        "authenticate: {anyOf: [anyone]}")
                                                .replaceAll("(?s)response:.*", ""))));
        var anonymous = bed.ask("/account/", "x-user-id", "mallory");
        assertThat(anonymous.status()).isEqualTo(200);
        assertThat(anonymous.body()).doesNotContain("mallory");

        bed.gitvoy().awaitCommit(bed.forge().revert());
        bed.gitvoy().awaitCommit(bed.forge().commit("no keys", Forge.Change.delete(ServiceSamples.KEYS_FILE)));
        assertThat(bed.ask("/account/", "x-api-key", alice.text()).status()).isEqualTo(401);
    }

    /**
     * Each commit renames what the route calls the path, and the policy for it. Neither name is ever known to the other
     * side's old state, so whoever applies the commit at once, on its own, denies until all have it.
     */
    @Test
    void routeAndPolicyRenamedTogether_noRequestDenied() {
        for (int i = 0; i < RENAMES; i++) {
            var name = "/name-" + i;

            var commit = bed.forge()
                    .commit("now it is " + name, ServiceSamples.routesTo("v1", name), ServiceSamples.policies(name));

            bed.gitvoy().awaitAcked(commit);
            bed.traffic().awaitAnswers(100);
        }
        assertThat(bed.envoy().xds().rejected()).isZero();

        // In the end the old names are forgotten: the route no longer adds one, and they can be asked for by a client.
        bed.traffic().expectEither("v1", "403 {\"error\": \"forbidden\"}\n");
        var last = "/name-" + (RENAMES - 1);
        bed.gitvoy()
                .awaitAcked(bed.forge()
                        .commit("clients say the name", ServiceSamples.routesTo("v1"), ServiceSamples.policies(last)));
        Waiting.soon("the policy of an old name is gone")
                .until(() -> bed.ask("/name-0/").status() == 403);
        assertThat(bed.ask(last + "/").status()).isEqualTo(200);
    }
}
