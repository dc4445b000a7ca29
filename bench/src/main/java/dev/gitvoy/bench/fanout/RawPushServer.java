package dev.gitvoy.bench.fanout;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * The ceiling: grpc-netty and nothing else. A change is encoded once and the bytes are written to every stream; requests are
 * read and not looked at. It knows which response a client waits for by counting: the first request is for clusters, the
 * second for assignments, the rest are ACKs. Its responses are as long as the subject's.
 */
final class RawPushServer implements ServerLoop.Publisher {
    private static final String COMMIT = "c".repeat(40);
    private static final String VERSION = "v".repeat(12);
    private static final String NONCE = "nn";

    private final Services services;
    private final Set<ServerCallStreamObserver<byte[]>> streams = ConcurrentHashMap.newKeySet();
    private final Traffic traffic = new Traffic();
    private volatile byte[] everyCluster;
    private volatile byte[] everyAssignment;

    RawPushServer(Services services) {
        this.services = services;
        everyCluster = clusters(services.all());
        everyAssignment = assignments(services.all());
    }

    /** Arguments: a folder, not used, and the number of services. */
    public static void main(String[] args) throws IOException {
        var raw = new RawPushServer(new Services(Integer.parseInt(args[1])));
        var server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(raw.service())
                .build()
                .start();
        new ServerLoop(raw.traffic, raw).run(server.getPort());
        System.exit(0);
    }

    private ServerServiceDefinition service() {
        var bytes = new Ads.BytesMarshaller();
        return ServerServiceDefinition.builder(AggregatedDiscoveryServiceGrpc.SERVICE_NAME)
                .addMethod(Ads.method(bytes, bytes), ServerCalls.asyncBidiStreamingCall(this::opened))
                .build();
    }

    private StreamObserver<byte[]> opened(StreamObserver<byte[]> responses) {
        var stream = (ServerCallStreamObserver<byte[]>) responses;
        stream.setOnCancelHandler(() -> {
            streams.remove(stream);
            traffic.streamClosed();
        });
        streams.add(stream);
        traffic.streamOpened();
        return new StreamObserver<>() {
            private int requests;

            @Override
            public void onNext(byte[] request) {
                requests++;
                if (requests == 1) {
                    stream.onNext(everyCluster);
                } else if (requests == 2) {
                    stream.onNext(everyAssignment);
                }
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

    @Override
    public void publish(Change change, Runnable gate) {
        var touched = services.apply(change);
        var responses = new ArrayList<byte[]>();
        if (change.sendsClusters()) {
            responses.add(clusters(touched));
        }
        if (change.sendsAssignments()) {
            responses.add(assignments(touched));
        }
        everyCluster = clusters(services.all());
        everyAssignment = assignments(services.all());
        gate.run();
        streams.forEach(stream -> responses.forEach(stream::onNext));
    }

    byte[] clusters(List<Integer> touched) {
        return encode(ResourceTypes.CLUSTER.typeUrl(), touched, services::cluster);
    }

    byte[] assignments(List<Integer> touched) {
        return encode(ResourceTypes.ENDPOINTS.typeUrl(), touched, services::assignment);
    }

    private static byte[] encode(String typeUrl, List<Integer> touched, IntFunction<Message> body) {
        var response = DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(typeUrl)
                .setSystemVersionInfo(COMMIT)
                .setNonce(NONCE)
                .setControlPlane(ControlPlane.newBuilder().setIdentifier(COMMIT));
        for (int service : touched) {
            response.addResources(Resource.newBuilder()
                    .setName(Services.name(service))
                    .setVersion(VERSION)
                    .setResource(Any.newBuilder()
                            .setTypeUrl(typeUrl)
                            .setValue(body.apply(service).toByteString())));
        }
        return response.build().toByteArray();
    }
}
