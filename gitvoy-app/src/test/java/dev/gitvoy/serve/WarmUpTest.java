package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WarmUpTest {
    private static final Duration ALWAYS = Duration.ofMinutes(1);

    @RegisterExtension
    final HealthPort port = new HealthPort();

    private WarmUp begin(Duration inTime) {
        return new WarmUp(List.of(new WarmUp.Service(
                port.address(),
                HealthPort.CHECK,
                List.of(HealthCheckRequest.getDefaultInstance().toByteArray()),
                inTime,
                CompletableFuture.completedFuture(null))));
    }

    @Test
    void service_thatAnswersInTime_wasAskedAFewTimes_andThenAFewInARow() {
        begin(ALWAYS).await();

        assertThat(port.codes()).hasSize(3 + 3).containsOnly(Status.Code.OK);
    }

    @Test
    void service_thatIsNeverInTime_isAskedOn_andNotForEver() {
        begin(Duration.ZERO).await();

        assertThat(port.codes()).hasSizeGreaterThan(3 + 3).containsOnly(Status.Code.OK);
    }
}
