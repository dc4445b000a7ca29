package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class WarmUpTest {
    private static final Duration ALWAYS = Duration.ofMinutes(1);

    private final Answers answers = new Answers();
    private GrpcPort port;

    @BeforeEach
    void listen() throws StartException {
        port = GrpcPort.listen("127.0.0.1", 0, "--port", List.of(), List.of(answers), Optional.empty());
    }

    @AfterEach
    void stop() {
        port.stop();
    }

    private WarmUp begin(Duration inTime) {
        return new WarmUp(List.of(new WarmUp.Service(
                port.address(),
                HealthGrpc.getCheckMethod().getFullMethodName(),
                List.of(HealthCheckRequest.getDefaultInstance().toByteArray()),
                inTime,
                CompletableFuture.completedFuture(null))));
    }

    @Test
    void service_thatAnswersInTime_wasAskedAFewTimes_andThenAFewInARow() {
        begin(ALWAYS).await();

        assertThat(answers.codes()).hasSize(3 + 3).containsOnly(Status.Code.OK);
    }

    @Test
    void service_thatIsNeverInTime_isAskedOn_andNotForEver() {
        begin(Duration.ZERO).await();

        assertThat(answers.codes()).hasSizeGreaterThan(3 + 3).containsOnly(Status.Code.OK);
    }
}
