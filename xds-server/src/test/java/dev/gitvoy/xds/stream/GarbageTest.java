package dev.gitvoy.xds.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that writes bytes which are no request is told so, and others are served on. */
class GarbageTest {
    private static final byte[] GARBAGE = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private TestControlPlane control;

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder);
    }

    @AfterEach
    void stop() {
        control.close();
    }

    @Test
    void sotw_isToldWhatWasWrong() {
        isRefused(AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod(), GARBAGE);
    }

    @Test
    void delta_isToldWhatWasWrong() {
        isRefused(AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(), GARBAGE);
    }

    @Test
    void fetch_isToldWhatWasWrong() {
        isRefused(ClusterDiscoveryServiceGrpc.getFetchClustersMethod(), GARBAGE);
    }

    @Test
    void aNodeThatIsNone_isRefused() {
        isRefused(AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod(), new byte[] {2 << 3 | 2, 1, 10});
    }

    @Test
    void namesThatAreNoText_areRefused() {
        var introduced = DiscoveryRequest.newBuilder()
                .setNode(SotwClient.node("edge-1", "edge"))
                .setTypeUrl(ResourceTypes.ENDPOINTS.typeUrl())
                .build()
                .toByteArray();
        var request = new byte[introduced.length + 3];
        System.arraycopy(introduced, 0, request, 0, introduced.length);
        System.arraycopy(new byte[] {3 << 3 | 2, 1, (byte) 0xff}, 0, request, introduced.length, 3);

        isRefused(AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod(), request);
    }

    private void isRefused(MethodDescriptor<?, ?> method, byte[] request) {
        control.publish(TestControlPlane.staticCluster("b", 1));
        var sane = new SotwClient(control.channel(), SotwClient.node("edge-2", "edge"));
        sane.subscribe(ResourceTypes.CLUSTER);
        sane.ack(sane.next());

        var end = new CompletableFuture<Status>();
        var raw = method.toBuilder(new Bytes(), new Bytes()).build();
        var call = control.channel().newCall(raw, CallOptions.DEFAULT);
        var observer = new StreamObserver<byte[]>() {
            @Override
            public void onNext(byte[] response) {}

            @Override
            public void onError(Throwable cause) {
                end.complete(Status.fromThrowable(cause));
            }

            @Override
            public void onCompleted() {
                end.complete(Status.OK);
            }
        };
        if (method.getType() == MethodDescriptor.MethodType.UNARY) {
            ClientCalls.asyncUnaryCall(call, request, observer);
        } else {
            ClientCalls.asyncBidiStreamingCall(call, observer).onNext(request);
        }

        assertThat(end)
                .isCompletedWithValueMatching(status -> status.getCode() == Status.Code.INVALID_ARGUMENT
                        && String.valueOf(status.getDescription())
                                .startsWith("this is not a request of this method: "));
        control.publish(TestControlPlane.staticCluster("b", 2));
        assertThat(SotwClient.namesIn(sane.next())).containsExactly("b");
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
