package dev.gitvoy.bench.fanout;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * grpc-netty with one method, and nothing else: what the ceilings have in common.
 *
 * @param <Q> requests
 */
final class RawServer<Q> {
    private final Set<ServerCallStreamObserver<byte[]>> streams = ConcurrentHashMap.newKeySet();
    private final Traffic traffic;
    private final Function<Consumer<byte[]>, Consumer<Q>> client;
    private final Server server;

    /** @param client takes a new stream's way to send a response, returns what is to be done with its requests */
    RawServer(MethodDescriptor<Q, byte[]> method, Traffic traffic, Function<Consumer<byte[]>, Consumer<Q>> client)
            throws IOException {
        this.traffic = traffic;
        this.client = client;
        var service = ServerServiceDefinition.builder(AggregatedDiscoveryServiceGrpc.SERVICE_NAME)
                .addMethod(method, ServerCalls.asyncBidiStreamingCall(this::opened))
                .build();
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(service)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** Sends the same to every stream. */
    void push(List<byte[]> responses) {
        streams.forEach(stream -> responses.forEach(stream::onNext));
    }

    private StreamObserver<Q> opened(StreamObserver<byte[]> responses) {
        var stream = (ServerCallStreamObserver<byte[]>) responses;
        stream.setOnCancelHandler(() -> {
            streams.remove(stream);
            traffic.streamClosed();
        });
        streams.add(stream);
        traffic.streamOpened();
        var requests = client.apply(stream::onNext);
        return new StreamObserver<>() {
            @Override
            public void onNext(Q request) {
                requests.accept(request);
                traffic.requestRead();
            }

            @Override
            public void onError(Throwable cause) {
                // The cancel handler has it.
            }

            @Override
            public void onCompleted() {
                stream.onCompleted();
            }
        };
    }
}
