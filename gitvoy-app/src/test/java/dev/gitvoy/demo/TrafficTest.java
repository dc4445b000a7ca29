package dev.gitvoy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Test
    void start_answeringUpstream_countsItsAnswers() throws Exception {
        try (var upstream = Upstream.start("v1");
                var traffic = Traffic.start(URI.create("http://127.0.0.1:" + upstream.port() + "/"))) {
            var next = traffic.nextAnswerFrom("v1");
            var tally = traffic.newTally();

            assertThat(tally.await(20, DEADLINE)).isTrue();
            assertThat(tally.isOnly("v1")).isTrue();
            assertThat(next.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isLessThanOrEqualTo(System.nanoTime());
            assertThat(traffic.total().requests()).isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void start_nothingListens_countsFailures() throws Exception {
        try (var traffic = Traffic.start(URI.create("http://127.0.0.1:" + FreePort.find() + "/"))) {
            assertThat(traffic.total().await(3, DEADLINE)).isTrue();

            assertThat(traffic.total().failed()).isGreaterThanOrEqualTo(3);
            assertThat(traffic.total().firstFailure()).contains("ConnectException");
            assertThat(traffic.total().isOnly("v1")).isFalse();
        }
    }

    @Test
    void tally_ofTwoUpstreams_namesBoth() {
        var tally = new Tally();

        tally.answered("v2");
        tally.answered("v1");
        tally.answered("v1");
        tally.failed("status 503");

        assertThat(tally).hasToString("2 by v1, 1 by v2, 1 failed");
    }
}
