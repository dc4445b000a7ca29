package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Envoys, as a server sees them: each has a connection and a delta stream, asks for all clusters and then for their
 * assignments by name, and acknowledges every response. What they hold is counted, not kept. All streams share one event
 * loop; one thread gives the orders, and only while the streams are silent.
 */
final class Fleet implements AutoCloseable {
    private static final int MAX_RESPONSE_BYTES = 256 << 20;
    private static final MethodDescriptor<byte[], DeltaAnswer> METHOD =
            Ads.method(new Ads.BytesMarshaller(), new DeltaAnswer.ResponseMarshaller());

    private final EventLoopGroup eventLoop;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<Envoy> envoys = new ArrayList<>();
    private final byte[] assignmentsRequest;
    private final AtomicLong requestsSent;
    private final AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
    private volatile Round round = new Round(0, 0, 0);

    /** @param requestsSent counts on across a server's fleets */
    private Fleet(EventLoopGroup eventLoop, List<String> services, AtomicLong requestsSent) {
        this.eventLoop = eventLoop;
        this.requestsSent = requestsSent;
        this.assignmentsRequest = DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(ResourceTypes.ENDPOINTS.typeUrl())
                .addAllResourceNamesSubscribe(services)
                .build()
                .toByteArray();
    }

    /** Opens the streams; nothing is asked for yet. */
    static Fleet connect(
            EventLoopGroup eventLoop, int port, int streams, List<String> services, AtomicLong requestsSent) {
        var fleet = new Fleet(eventLoop, services, requestsSent);
        for (int stream = 0; stream < streams; stream++) {
            fleet.connect(port, stream);
        }
        return fleet;
    }

    private void connect(int port, int stream) {
        var channel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MAX_RESPONSE_BYTES)
                .eventLoopGroup(eventLoop)
                .channelType(EpollSocketChannel.class)
                .build();
        channels.add(channel);
        envoys.add(new Envoy(stream, channel));
    }

    /** Begins a round: counts from now on what arrives. */
    Round expect(int clusters, int assignments) {
        round = new Round(envoys.size(), clusters, assignments);
        return round;
    }

    /** Lets every stream ask for everything. */
    void subscribe() {
        eventLoop.execute(() -> envoys.forEach(Envoy::subscribe));
    }

    /** Waits until the clients have done what they do about what has arrived: all ACKs are then sent. */
    void settle() throws InterruptedException {
        eventLoop.submit(() -> {}).sync();
    }

    /** @throws BenchException when a stream ended, or was sent more than there is to send */
    void check() throws BenchException {
        var found = problem.get();
        if (found.isPresent()) {
            throw new BenchException(found.get());
        }
    }

    private void fail(String what) {
        problem.compareAndSet(Optional.empty(), Optional.of(what));
    }

    /** Closes the connections; a server then sees its streams end. */
    @Override
    public void close() {
        envoys.forEach(envoy -> envoy.leaving = true);
        channels.forEach(ManagedChannel::shutdownNow);
    }

    /** One client. Lives on the event loop. */
    private final class Envoy implements StreamObserver<DeltaAnswer> {
        private final int number;
        private final StreamObserver<byte[]> requests;
        private volatile boolean leaving;
        private boolean hasClusters;
        private Round current = round;
        private int clusters;
        private int assignments;
        private boolean finished;

        Envoy(int number, Channel channel) {
            this.number = number;
            this.requests = ClientCalls.asyncBidiStreamingCall(channel.newCall(METHOD, CallOptions.DEFAULT), this);
        }

        void subscribe() {
            var node = Node.newBuilder().setId("bench-" + number).setCluster(Services.GROUP);
            send(DeltaDiscoveryRequest.newBuilder()
                    .setNode(node)
                    .setTypeUrl(ResourceTypes.CLUSTER.typeUrl())
                    .build()
                    .toByteArray());
        }

        private void send(byte[] request) {
            requestsSent.incrementAndGet();
            requests.onNext(request);
        }

        @Override
        public void onNext(DeltaAnswer answer) {
            if (current != round) {
                current = round;
                clusters = 0;
                assignments = 0;
                finished = false;
            }
            current.arrived(answer);
            if (answer.typeUrl().equals(ResourceTypes.CLUSTER.typeUrl())) {
                clusters += answer.resources();
                if (!hasClusters) {
                    hasClusters = true;
                    send(assignmentsRequest);
                }
            } else {
                assignments += answer.resources();
            }
            if (clusters > current.clusters || assignments > current.assignments || answer.removed() > 0) {
                fail("stream %d was sent %d clusters and %d assignments (expected: %d and %d), and %d removals"
                        .formatted(
                                number,
                                clusters,
                                assignments,
                                current.clusters,
                                current.assignments,
                                answer.removed()));
            } else if (!finished && clusters == current.clusters && assignments == current.assignments) {
                finished = true;
                current.finished(number);
            }
            send(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(answer.typeUrl())
                    .setResponseNonce(answer.nonce())
                    .build()
                    .toByteArray());
        }

        @Override
        public void onError(Throwable cause) {
            if (!leaving) {
                fail("stream " + number + " ended: " + cause);
            }
        }

        @Override
        public void onCompleted() {
            fail("stream " + number + " was ended by the server");
        }
    }
}
