package dev.gitvoy.serve;

import static java.util.Objects.requireNonNull;

import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A port for each test that answers health checks alone, and notes how each call has ended. */
final class HealthPort implements ServerInterceptor, BeforeEachCallback, AfterEachCallback {
    static final String CHECK = HealthGrpc.getCheckMethod().getFullMethodName();

    private final BlockingQueue<Status.Code> codes = new LinkedBlockingQueue<>();
    private @Nullable GrpcPort port;

    @Override
    public void beforeEach(ExtensionContext context) throws StartException {
        port = GrpcPort.listen("127.0.0.1", 0, "--port", List.of(), List.of(this), Optional.empty());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stop();
    }

    void stop() {
        requireNonNull(port).stop();
    }

    InetSocketAddress address() {
        return requireNonNull(port).address();
    }

    List<Status.Code> codes() {
        return List.copyOf(codes);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return next.startCall(
                new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        codes.add(status.getCode());
                        super.close(status, trailers);
                    }
                },
                headers);
    }
}
