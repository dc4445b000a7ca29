package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the meter sees what it is there for: a meter that never complains proves nothing. */
class TrafficMeterIT {
    private static final Duration SLOW = Duration.ofMillis(50);

    private Upstream upstream;
    private TrafficMeter traffic;

    @BeforeEach
    void startTraffic() {
        upstream = Upstream.answering("v1");
        traffic = TrafficMeter.start(upstream.port(), "v1");
    }

    @AfterEach
    void stopTraffic() {
        traffic.close();
        upstream.close();
    }

    @Test
    void expectedAnswers_areClean() {
        traffic.awaitAnswers(500);

        traffic.close();
        traffic.assertClean();
    }

    @Test
    void otherAnswer_isReported() {
        traffic.awaitAnswers(10);
        traffic.expect("v2");
        traffic.awaitAnswers(200);

        traffic.close();
        assertThatThrownBy(traffic::assertClean).hasMessageContaining("expected [v2] but got: v1");
    }

    @Test
    void lostConnection_isReported() {
        traffic.awaitAnswers(10);
        upstream.close();
        traffic.awaitAnswers(200);

        traffic.close();
        assertThatThrownBy(traffic::assertClean).hasMessageContaining("expected [v1] but got: no answer: java.");
    }

    @Test
    void slowAnswers_areTooFew() {
        upstream.slowDown(SLOW);
        traffic.awaitAnswers(100);

        traffic.close();
        assertThatThrownBy(traffic::assertClean).hasMessageContaining("requests answered a second");
    }

    @Test
    void change_isTimedFromItsFirstAnswer() {
        traffic.awaitAnswers(10);
        traffic.expectEither("v1", "v2");
        var before = Instant.now();
        upstream.become("v2");

        Instant came = traffic.awaitOnly("v2");

        assertThat(came).isBetween(before, Instant.now());
        traffic.close();
        traffic.assertClean();
    }
}
