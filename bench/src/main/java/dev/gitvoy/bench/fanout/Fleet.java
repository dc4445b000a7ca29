package dev.gitvoy.bench.fanout;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.gitvoy.bench.BenchException;
import io.envoyproxy.envoy.config.core.v3.Node;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Envoys, as a server sees them: each has a connection and a stream, asks for what it {@linkplain Wishes wishes}, and
 * acknowledges every response or refuses it. What they hold is counted, not kept. All streams share one event loop; one thread
 * gives the orders, and only while the streams are silent.
 */
final class Fleet implements AutoCloseable {
    private static final int MAX_RESPONSE_BYTES = 256 << 20;
    /** How many streams speak before what they said is written: else all their requests would be in memory at once. */
    private static final int SPEAKING_AT_ONCE = 50;

    private static final Status REFUSAL = Status.newBuilder()
            .setCode(Code.INTERNAL_VALUE)
            .setMessage("Proto constraint validation failed (field: value must satisfy what the benchmark made up)")
            .build();

    private final EventLoopGroup eventLoop;
    private final Wishes wishes;
    private final MethodDescriptor<byte[], Answer> method;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<Envoy> envoys = new ArrayList<>();
    private final AtomicLong requestsSent;
    private final AtomicLong surplus = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicReference<Optional<String>> firstEnd = new AtomicReference<>(Optional.empty());
    private volatile CompletableFuture<@Nullable Void> spoken = CompletableFuture.completedFuture(null);
    private volatile Round round = new Round(0, Due.NOTHING);
    private volatile Optional<Status> error = Optional.empty();

    /** @param requestsSent counts on across a server's fleets */
    private Fleet(EventLoopGroup eventLoop, Wishes wishes, AtomicLong requestsSent) {
        this.eventLoop = eventLoop;
        this.wishes = wishes;
        this.requestsSent = requestsSent;
        this.method = wishes.protocol().method(new BytesMarshaller(), new Answer.ResponseMarshaller(wishes.protocol()));
    }

    /** Opens the streams; nothing is asked for yet. */
    static Fleet connect(EventLoopGroup eventLoop, int port, int streams, Wishes wishes, AtomicLong requestsSent) {
        var fleet = new Fleet(eventLoop, wishes, requestsSent);
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

    int size() {
        return envoys.size();
    }

    /** Begins a round: counts from now on what arrives. */
    Round expect(Due due) {
        round = new Round(envoys.size(), due);
        return round;
    }

    /** Lets every stream ask for what it wishes. */
    void subscribe() {
        spoken = new CompletableFuture<>();
        eventLoop.execute(() -> subscribeFrom(0));
    }

    private void subscribeFrom(int first) {
        int end = Math.min(first + SPEAKING_AT_ONCE, envoys.size());
        envoys.subList(first, end).forEach(Envoy::subscribe);
        if (end < envoys.size()) {
            eventLoop.execute(() -> subscribeFrom(end));
        } else {
            spoken.complete(null);
        }
    }

    /** From now on every response is refused. */
    void refuse() {
        error = Optional.of(REFUSAL);
    }

    /** Waits until the clients have spoken, and have done what they do about what has arrived: all ACKs are then sent. */
    void settle() throws InterruptedException {
        spoken.join();
        eventLoop.submit(() -> {}).sync();
    }

    /** How many resources and removals the streams were sent in all that they were not to be sent. */
    long surplus() {
        return surplus.get();
    }

    /** @throws BenchException when a stream ended */
    void check() throws BenchException {
        if (ended.get() > 0) {
            throw new BenchException("%d of %d streams ended; the first: %s"
                    .formatted(ended.get(), size(), firstEnd.get().orElse("")));
        }
    }

    private void ended(String how) {
        firstEnd.compareAndSet(Optional.empty(), Optional.of(how));
        ended.incrementAndGet();
    }

    /** Closes the connections; a server then sees its streams end. */
    @Override
    public void close() {
        envoys.forEach(envoy -> envoy.leaving = true);
        channels.forEach(ManagedChannel::shutdownNow);
    }

    /** One client. Lives on the event loop. */
    private final class Envoy implements StreamObserver<Answer> {
        private final int number;
        private final StreamObserver<byte[]> requests;
        private volatile boolean leaving;
        private boolean wantsAssignments;
        private String clustersVersion = "";
        private String assignmentsVersion = "";

        Envoy(int number, Channel channel) {
            this.number = number;
            this.requests = ClientCalls.asyncBidiStreamingCall(channel.newCall(method, CallOptions.DEFAULT), this);
        }

        void subscribe() {
            var node = Node.newBuilder()
                    .setId("bench-" + number)
                    .setCluster(Services.GROUP)
                    .build();
            send(Protocol.together(
                    wishes.protocol().introduction(node), wishes.clusters().apply(number)));
            wantsAssignments = true;
            if (wishes.atOnce()) {
                subscribeToAssignments();
            }
        }

        private void subscribeToAssignments() {
            if (wantsAssignments) {
                wantsAssignments = false;
                wishes.assignments().apply(number).ifPresent(this::send);
            }
        }

        private void send(byte[] request) {
            requestsSent.incrementAndGet();
            requests.onNext(request);
        }

        @Override
        public void onNext(Answer answer) {
            surplus.addAndGet(round.arrived(number, answer));
            if (answer.hasClusters()) {
                subscribeToAssignments();
            }
            if (error.isEmpty()) {
                accept(answer);
            }
            reply(answer);
        }

        private void accept(Answer answer) {
            if (answer.hasClusters()) {
                clustersVersion = answer.version();
            } else {
                assignmentsVersion = answer.version();
            }
        }

        private void reply(Answer answer) {
            boolean clusters = answer.hasClusters();
            var subscription = clusters
                    ? wishes.clusters().apply(number)
                    : wishes.assignments().apply(number).orElseThrow();
            var accepted = clusters ? clustersVersion : assignmentsVersion;
            send(wishes.protocol().reply(subscription, answer, accepted, error));
        }

        @Override
        public void onError(Throwable cause) {
            if (!leaving) {
                ended("stream " + number + " ended: " + cause);
            }
        }

        @Override
        public void onCompleted() {
            ended("stream " + number + " was ended by the server");
        }
    }
}
