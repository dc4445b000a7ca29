package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class RawCallTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String METHOD = HealthGrpc.getCheckMethod().getFullMethodName();

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

    private void call(String service) throws IOException {
        var request = HealthCheckRequest.newBuilder().setService(service).build();
        RawCall.make(port.address(), METHOD, request.toByteArray(), TIMEOUT);
    }

    @Test
    void call_isAnswered() throws IOException {
        call("");

        assertThat(answers.codes()).containsExactly(Status.Code.OK);
    }

    @Test
    void call_thatTheServiceRefuses_hasEndedToo() throws IOException {
        call("nobody");

        assertThat(answers.codes()).containsExactly(Status.Code.NOT_FOUND);
    }

    @Test
    void serverThatIsGone_isAnError() {
        var address = port.address();
        port.stop();

        assertThatThrownBy(() -> RawCall.make(address, METHOD, new byte[0], TIMEOUT))
                .isInstanceOf(IOException.class);
    }
}
