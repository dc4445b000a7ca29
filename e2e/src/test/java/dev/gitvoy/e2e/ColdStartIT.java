package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What an Envoy gets from a Gitvoy that has just started, when it waits no longer than it does by default. Without other traffic:
 * an answer that waits for a processor would say nothing of whether the service is warm.
 */
class ColdStartIT {
    private static final int STARTS = 3;

    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA, Testbed.Services.WITH_DEFAULT_TIMEOUTS).withoutTraffic();

    /** The first request of all takes an authorization and a limit, each asked over a connection that has yet to be opened. */
    @Test
    void firstRequestAfterStart_isLimitedAndDenied_withEnvoyDefaultTimeouts() {
        var nobodyPasses = bed.forge().commit("nobody passes", ServiceSamples.limits(0));
        bed.gitvoy().awaitAcked(nobodyPasses);
        for (int i = 0; i < STARTS; i++) {
            bed.gitvoy().terminate();
            bed.gitvoy().start();
            bed.gitvoy().awaitAcked(nobodyPasses);

            assertThat(bed.ask("/", ServiceSamples.CLIENT, "c" + i).status()).isEqualTo(429);
            assertThat(bed.ask("/account/").status()).isEqualTo(401);
        }
    }
}
