package dev.gitvoy.bench.repository;

import com.google.protobuf.Any;
import dev.gitvoy.bench.BenchException;
import dev.gitvoy.xds.resource.ResourceType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** An Envoy, as a server sees it, on a delta ADS stream. */
final class Envoy implements AutoCloseable {
    private static final int MAX_RESPONSE_BYTES = 256 << 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final ManagedChannel channel;

    private Envoy(ManagedChannel channel) {
        this.channel = channel;
    }

    static Envoy connect(int port) {
        return new Envoy(NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .usePlaintext()
                .maxInboundMessageSize(MAX_RESPONSE_BYTES)
                .build());
    }

    /**
     * Asks for all resources of a type, as a node of a group.
     *
     * @param names that they have to have, all of them and no other
     */
    Collection<Any> all(ResourceType type, String group, Set<String> names)
            throws BenchException, InterruptedException {
        var answers = new LinkedBlockingQueue<Optional<DeltaDiscoveryResponse>>();
        var requests = AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(new Answers(answers));
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("bench").setCluster(group))
                .setTypeUrl(type.typeUrl())
                .addResourceNamesSubscribe("*")
                .build());
        var answer = answers.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        requests.onCompleted();
        if (answer == null || answer.isEmpty()) {
            throw new BenchException("the " + type.kind() + "s of " + group + " are not served");
        }
        var byName = answer.get().getResourcesList().stream()
                .collect(Collectors.toMap(Resource::getName, Resource::getResource));
        if (!byName.keySet().equals(names)) {
            throw new BenchException(
                    "%d %ss of %s are served instead of %d".formatted(byName.size(), type.kind(), group, names.size()));
        }
        return byName.values();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** What comes on a stream; nothing when it has ended. */
    private record Answers(BlockingQueue<Optional<DeltaDiscoveryResponse>> queue)
            implements StreamObserver<DeltaDiscoveryResponse> {
        @Override
        public void onNext(DeltaDiscoveryResponse answer) {
            queue.add(Optional.of(answer));
        }

        @Override
        public void onError(Throwable cause) {
            queue.add(Optional.empty());
        }

        @Override
        public void onCompleted() {
            queue.add(Optional.empty());
        }
    }
}
