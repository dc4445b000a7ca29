package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an Envoy gets from a Gitvoy that has just started, when it waits no longer than it does by default. */
class ColdStartIT {
    private static final int STARTS = 3;

    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA, Testbed.Services.WITH_DEFAULT_TIMEOUTS);

    /** The traffic asks for authorization all the while, but never for a limit: that is the first request of its kind. */
    @Test
    void firstRequestAfterStart_isLimitedAndDenied_withEnvoyDefaultTimeouts() {
        // While there is no Gitvoy, and before it has its release, Envoys let nobody pass.
        bed.traffic().expectEither("v1", "403 ", "503 {\"error\": \"unavailable\"}\n");
        bed.gitvoy().awaitCommit(bed.forge().commit("nobody passes", ServiceSamples.limits(0)));
        for (int i = 0; i < STARTS; i++) {
            bed.gitvoy().terminate();
            bed.gitvoy().start();
            bed.traffic().awaitAnswers(200);

            assertThat(bed.ask("/", ServiceSamples.CLIENT, "c" + i).status()).isEqualTo(429);
            assertThat(bed.ask("/account/").status()).isEqualTo(401);
        }
    }
}
