package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.listener;
import static dev.gitvoy.xds.stream.TestControlPlane.routes;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.testing.Behaviour;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.listener.v3.ListenerDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.route.v3.RouteDiscoveryServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gRPC services around the streams. */
class ServicesTest {
    @TempDir
    private Path folder;

    private final List<String> events = new ArrayList<>();
    private TestControlPlane control;

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder, ResourceTypes.DEFAULT, List.of(new Recorder()));
        control.publish(staticCluster("a", 1), endpoints("e", 1), listener("l", 1), routes("r", "a"));
    }

    @AfterEach
    void stop() {
        control.close();
    }

    @Test
    @Behaviour(4)
    void singleTypeStreams_needNoTypeUrl() {
        assertThat(first(ClusterDiscoveryServiceGrpc.getStreamClustersMethod(), request())
                        .getResourcesCount())
                .isEqualTo(1);
        assertThat(first(ListenerDiscoveryServiceGrpc.getStreamListenersMethod(), request())
                        .getResourcesCount())
                .isEqualTo(1);
        assertThat(first(
                                EndpointDiscoveryServiceGrpc.getStreamEndpointsMethod(),
                                request().addResourceNames("e"))
                        .getResourcesCount())
                .isEqualTo(1);
        assertThat(first(
                                RouteDiscoveryServiceGrpc.getStreamRoutesMethod(),
                                request().addResourceNames("r"))
                        .getResourcesCount())
                .isEqualTo(1);
    }

    @Test
    @Behaviour(4)
    void singleTypeStreams_refuseAnotherType() {
        assertThatThrownBy(() -> first(
                        ClusterDiscoveryServiceGrpc.getStreamClustersMethod(),
                        request().setTypeUrl("type.googleapis.com/envoy.config.listener.v3.Listener")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    @Test
    void v2Services_areRefusedNamingV3() {
        var v2 = AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod().toBuilder()
                .setFullMethodName("envoy.service.discovery.v2.AggregatedDiscoveryService/StreamAggregatedResources")
                .build();

        assertThatThrownBy(() -> first(v2, request())).isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
            assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            assertThat(error.getStatus().getDescription()).contains("use v3");
        });
    }

    @Test
    void listener_isToldOfEachStream() {
        var client = new DeltaClient(control.channel());
        client.send(
                DeltaDiscoveryRequest.newBuilder().setTypeUrl("type.googleapis.com/envoy.config.cluster.v3.Cluster"));
        client.ack(client.next());
        client.cancel();

        assertThat(events).containsExactly("open", "DELTA request", "DELTA response", "DELTA request", "close");
    }

    private static DiscoveryRequest.Builder request() {
        return DiscoveryRequest.newBuilder().setNode(SotwClient.node("n", "edge"));
    }

    private DiscoveryResponse first(
            MethodDescriptor<DiscoveryRequest, DiscoveryResponse> method, DiscoveryRequest.Builder request) {
        ClientCall<DiscoveryRequest, DiscoveryResponse> call = control.channel().newCall(method, CallOptions.DEFAULT);
        var responses = new ArrayList<DiscoveryResponse>();
        var errors = new ArrayList<Throwable>();
        var requests = ClientCalls.asyncBidiStreamingCall(call, new StreamObserver<DiscoveryResponse>() {
            @Override
            public void onNext(DiscoveryResponse response) {
                responses.add(response);
            }

            @Override
            public void onError(Throwable cause) {
                errors.add(cause);
            }

            @Override
            public void onCompleted() {}
        });
        requests.onNext(request.build());
        if (!errors.isEmpty()) {
            throw (StatusRuntimeException) errors.get(0);
        }
        requests.onCompleted();
        return responses.get(0);
    }

    private final class Recorder implements StreamListener {
        @Override
        public void opened() {
            events.add("open");
        }

        @Override
        public void closed() {
            events.add("close");
        }

        @Override
        public void requested(String typeUrl, Variant variant, boolean refusal) {
            events.add(variant + (refusal ? " refusal" : " request"));
        }

        @Override
        public void responded(String typeUrl, Variant variant, int resources, int bytes) {
            events.add(variant + " response");
        }
    }
}
