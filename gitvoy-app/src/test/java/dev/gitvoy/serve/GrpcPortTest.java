package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.stream.PeerAddress;
import dev.gitvoy.xds.stream.XdsServer;
import dev.gitvoy.xds.view.Views;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The xDS port over a real connection. */
@SuppressWarnings("NullAway.Init")
class GrpcPortTest {
    private final Clients clients = new Clients();
    private final CompletableFuture<Throwable> ended = new CompletableFuture<>();
    private GrpcPort port;
    private ManagedChannel channel;

    private StreamObserver<DeltaDiscoveryRequest> connect(Optional<Duration> maxConnectionAge) throws StartException {
        var xds = new XdsServer(ResourceTypes.DEFAULT, new Views(), clients, Runnable::run, List.of());
        port = GrpcPort.listen(
                "127.0.0.1", 0, "--xds-port", xds.services(), List.of(new PeerAddress()), maxConnectionAge);
        channel = NettyChannelBuilder.forAddress(port.address()).usePlaintext().build();
        return AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(new StreamObserver<>() {
            @Override
            public void onNext(DeltaDiscoveryResponse response) {}

            @Override
            public void onError(Throwable cause) {
                ended.complete(cause);
            }

            @Override
            public void onCompleted() {}
        });
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        port.stop();
    }

    @Test
    void aRequestOfMoreThanFourMebibytes_isRead() throws Exception {
        var requests = connect(Optional.empty());
        var request = DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("n").setCluster("edge"))
                .setTypeUrl(ResourceTypes.ENDPOINTS.typeUrl());
        for (int i = 0; i < 100_000; i++) {
            request.putInitialResourceVersions("a-rather-long-name-of-a-cluster-" + i, "abcdefghijkl");
        }
        var message = request.build();
        assertThat(message.getSerializedSize()).isGreaterThan(5 << 20);

        requests.onNext(message);

        await().untilAsserted(() -> assertThat(clients.all()).hasSize(1));
        assertThat(ended).isNotDone();
    }

    @Test
    void anOldConnection_isToldToGo_andItsStreamsMayEndInPeace() throws Exception {
        var requests = connect(Optional.of(Duration.ofMillis(300)));
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("n"))
                .setTypeUrl(ResourceTypes.CLUSTER.typeUrl())
                .build());
        await().until(() -> clients.all().size() == 1);

        // A channel that was told to go has no connection for new streams.
        await().atMost(10, TimeUnit.SECONDS).until(() -> channel.getState(false) == ConnectivityState.IDLE);

        assertThat(ended).isNotDone();
        assertThat(clients.all()).allMatch(client -> client.connected());
    }
}
