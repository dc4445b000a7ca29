package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.ENDPOINTS;
import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitvoy.xds.client.Client;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.testing.Behaviour;
import dev.gitvoy.xds.view.View;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads publish, subscribe, acknowledge and leave at once: nothing is lost, and nothing stays. */
class ConcurrencyTest {
    private static final int CLIENTS = 24;
    private static final int RELEASES = 60;
    private static final int NAMES = 8;

    @TempDir
    private Path folder;

    @Test
    @Behaviour(9)
    void manyClients_allEndWithTheNewest_andLeaveNothingBehind() throws InterruptedException {
        var opened = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(4);
        try (var control = new TestControlPlane(
                folder, ResourceTypes.DEFAULT, List.of(new Counting(opened)), StreamLimits.DEFAULT, threads)) {
            control.publish(release(0));
            var clients = new ArrayList<Answering>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Answering(control.channel(), "n" + i));
            }
            var publisher = new Thread(() -> {
                for (int number = 1; number <= RELEASES; number++) {
                    control.publish(release(number));
                }
            });
            var resubscribers = Executors.newFixedThreadPool(3);
            publisher.start();
            clients.forEach(client -> resubscribers.execute(client::changeItsMind));
            publisher.join();
            resubscribers.shutdown();
            assertThat(resubscribers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

            var expected = versions(control.views.current().orElseThrow().viewOf("edge"));
            await().untilAsserted(() -> assertThat(clients)
                    .allSatisfy(client -> assertThat(client.held).isEqualTo(expected)));
            assertThat(opened).hasValue(CLIENTS);

            clients.forEach(Answering::leave);
            await().untilAsserted(() -> assertThat(opened).hasValue(0));
            assertThat(control.clients.all()).noneMatch(Client::connected);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Map<String, String> versions(View view) {
        var versions = new TreeMap<String, String>();
        for (var type : List.of(CLUSTER, ENDPOINTS)) {
            view.of(type)
                    .resources()
                    .forEach((name, resource) -> versions.put(type.typeUrl() + " " + name, resource.version()));
        }
        return versions;
    }

    private static String[] release(int number) {
        var resources = new ArrayList<String>();
        resources.add(staticCluster("c", number + 1));
        for (int i = 0; i < NAMES; i++) {
            resources.add(endpoints("e" + i, number + i));
        }
        return resources.toArray(String[]::new);
    }

    private record Counting(AtomicInteger streams) implements StreamListener {
        @Override
        public void opened() {
            streams.incrementAndGet();
        }

        @Override
        public void closed() {
            streams.decrementAndGet();
        }
    }

    /** A client that takes everything. */
    private static final class Answering implements StreamObserver<DeltaDiscoveryResponse> {
        /** Versions by type and name. */
        final Map<String, String> held = new ConcurrentHashMap<>();

        private final StreamObserver<DeltaDiscoveryRequest> requests;

        Answering(Channel channel, String id) {
            requests = AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(this);
            send(DeltaDiscoveryRequest.newBuilder()
                    .setNode(SotwClient.node(id, "edge"))
                    .setTypeUrl(CLUSTER.typeUrl()));
            var all = DeltaDiscoveryRequest.newBuilder().setTypeUrl(ENDPOINTS.typeUrl());
            for (int i = 0; i < NAMES; i++) {
                all.addResourceNamesSubscribe("e" + i);
            }
            send(all);
        }

        private void send(DeltaDiscoveryRequest.Builder request) {
            synchronized (requests) {
                requests.onNext(request.build());
            }
        }

        /** Drops names and takes them up again, and wants all of them in the end. */
        void changeItsMind() {
            var random = new Random(hashCode());
            for (int i = 0; i < 40; i++) {
                var name = "e" + random.nextInt(NAMES);
                send(DeltaDiscoveryRequest.newBuilder()
                        .setTypeUrl(ENDPOINTS.typeUrl())
                        .addResourceNamesUnsubscribe(name));
                send(DeltaDiscoveryRequest.newBuilder()
                        .setTypeUrl(ENDPOINTS.typeUrl())
                        .addResourceNamesSubscribe(name));
            }
        }

        void leave() {
            synchronized (requests) {
                requests.onCompleted();
            }
        }

        @Override
        public void onNext(DeltaDiscoveryResponse response) {
            response.getResourcesList()
                    .forEach(resource ->
                            held.put(response.getTypeUrl() + " " + resource.getName(), resource.getVersion()));
            send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(response.getTypeUrl())
                    .setResponseNonce(response.getNonce()));
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
