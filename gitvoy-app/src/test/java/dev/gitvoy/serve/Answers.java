package dev.gitvoy.serve;

import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Notes how each call of a server has ended. */
final class Answers implements ServerInterceptor {
    private final BlockingQueue<Status.Code> codes = new LinkedBlockingQueue<>();

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
