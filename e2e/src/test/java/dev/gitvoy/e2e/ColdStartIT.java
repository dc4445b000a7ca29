package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an Envoy gets from a Gitvoy that has just started, when it waits no longer than it does by default. */
class ColdStartIT {
    private static final int STARTS = 3;
    private static final Duration QUICK = Duration.ofMillis(10);
    private static final int QUICK_IN_A_ROW = 20;
    private static final int MOST = 20_000;
    private static final int FIRST = 3;

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
            awaitCalm();

            assertThat(firstLimited("c" + i)).isEqualTo(429);
            assertThat(bed.ask("/account/").status()).isEqualTo(401);
        }
    }

    /** Asks for a limit, and again when Envoy waited in vain: one answer in some is late for want of a processor. */
    private int firstLimited(String client) {
        int status = 0;
        for (int i = 0; i < FIRST && status != 429; i++) {
            status = bed.ask("/", ServiceSamples.CLIENT, client + "-" + i).status();
        }
        return status;
    }

    /**
     * Until the machine has time: here an Envoy, the traffic and a JVM that still compiles share it, and an answer that waits for a
     * processor says nothing of whether the service is warm. None of these requests is for a limit.
     */
    private void awaitCalm() {
        int quick = 0;
        for (int i = 0; quick < QUICK_IN_A_ROW; i++) {
            assertThat(i).as("requests, and never so many quick ones in a row").isLessThan(MOST);
            long start = System.nanoTime();
            bed.ask("/account/");
            quick = System.nanoTime() - start < QUICK.toNanos() ? quick + 1 : 0;
        }
    }
}
