package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RawCallTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @RegisterExtension
    final HealthPort port = new HealthPort();

    private void call(String service) throws IOException {
        var request = HealthCheckRequest.newBuilder().setService(service).build();
        RawCall.make(port.address(), HealthPort.CHECK, request.toByteArray(), TIMEOUT);
    }

    @Test
    void call_isAnswered() throws IOException {
        call("");

        assertThat(port.codes()).containsExactly(Status.Code.OK);
    }

    @Test
    void call_thatTheServiceRefuses_hasEndedToo() throws IOException {
        call("nobody");

        assertThat(port.codes()).containsExactly(Status.Code.NOT_FOUND);
    }

    @Test
    void serverThatIsGone_isAnError() {
        var address = port.address();
        port.stop();

        assertThatThrownBy(() -> RawCall.make(address, HealthPort.CHECK, new byte[0], TIMEOUT))
                .isInstanceOf(IOException.class);
    }
}
