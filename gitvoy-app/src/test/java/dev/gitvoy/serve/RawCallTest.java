package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class RawCallTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String METHOD = HealthGrpc.getCheckMethod().getFullMethodName();

    /** What the server answered. */
    private final BlockingQueue<Status> answers = new LinkedBlockingQueue<>();

    private GrpcPort port;

    @BeforeEach
    void listen() throws StartException {
        port = GrpcPort.listen("127.0.0.1", 0, "--port", List.of(), List.of(new Watch()), Optional.empty());
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

        assertThat(answers).extracting(Status::getCode).containsExactly(Status.Code.OK);
    }

    @Test
    void call_thatTheServiceRefuses_hasEndedToo() throws IOException {
        call("nobody");

        assertThat(answers).extracting(Status::getCode).containsExactly(Status.Code.NOT_FOUND);
    }

    @Test
    void serverThatIsGone_isAnError() {
        var address = port.address();
        port.stop();

        assertThatThrownBy(() -> RawCall.make(address, METHOD, new byte[0], TIMEOUT))
                .isInstanceOf(IOException.class);
    }

    private final class Watch implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return next.startCall(
                    new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
                        @Override
                        public void close(Status status, Metadata trailers) {
                            answers.add(status);
                            super.close(status, trailers);
                        }
                    },
                    headers);
        }
    }
}
