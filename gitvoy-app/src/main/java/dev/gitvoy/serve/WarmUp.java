package dev.gitvoy.serve;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends services their own sample requests through their own ports, so that the first request of an Envoy does not meet a JVM
 * that has yet to load and compile the way: Envoy's default deadlines are 20 ms for a rate limit and 200 ms for a check. It
 * goes on beside the first compile, and four seconds longer at most, until it sees that it need not.
 */
final class WarmUp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final int CONNECTIONS = 4;
    private static final int REQUESTS = 500;
    private static final int IN_FLIGHT = 16;
    private static final Duration LONGEST = Duration.ofSeconds(4);
    /** In which a new connection is opened and its first request answered, a few times in a row: then all is warm. */
    private static final Duration WARM = Duration.ofMillis(15);

    private static final int IN_A_ROW = 3;
    private static final int TRIES = 500;
    private static final Duration CALL = Duration.ofSeconds(1);

    private final List<CompletableFuture<Void>> services = new ArrayList<>();
    /** On the clock of {@link System#nanoTime}. */
    private volatile OptionalLong awaitedSince = OptionalLong.empty();

    /** Begins one more. */
    void start(Consumer<WarmUp> service) {
        services.add(CompletableFuture.runAsync(() -> service.accept(this), WarmUp::onNewThread)
                .exceptionally(e -> {
                    log.atWarn().setCause(e).log("a service could not be warmed up: its first answers may be late");
                    return null;
                }));
    }

    private static void onNewThread(Runnable task) {
        var thread = new Thread(task, "gitvoy-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns when all are done, after some seconds at most. */
    void await() {
        awaitSince(System.nanoTime());
    }

    /** Ends them, whether they are done or not. */
    @Override
    public void close() {
        awaitSince(System.nanoTime() - LONGEST.toNanos());
    }

    private void awaitSince(long nanoTime) {
        awaitedSince = OptionalLong.of(nanoTime);
        services.forEach(CompletableFuture::join);
    }

    /**
     * Returns when enough requests are answered, and fast enough, or when it is {@linkplain #await awaited} for
     * {@link #LONGEST}. An Envoy's first request opens a connection, so several are opened here. Blocks.
     */
    <Q, A> void run(InetSocketAddress address, MethodDescriptor<Q, A> method, List<Q> samples) {
        long start = System.nanoTime();
        int sent = 0;
        var failed = new AtomicInteger();
        try {
            for (int connection = 1; connection <= CONNECTIONS; connection++) {
                sent += onOneConnection(
                        address,
                        method,
                        samples,
                        LONGEST.multipliedBy(connection).dividedBy(CONNECTIONS),
                        failed);
            }
            sent += untilFast(address, method, samples.get(0), failed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.atInfo()
                .addKeyValue("method", method.getFullMethodName())
                .addKeyValue("requests", sent)
                .addKeyValue("failed", failed.get())
                .addKeyValue(
                        "millis", Duration.ofNanos(System.nanoTime() - start).toMillis())
                .log("warmed up");
    }

    private <Q, A> int onOneConnection(
            InetSocketAddress address,
            MethodDescriptor<Q, A> method,
            List<Q> samples,
            Duration longest,
            AtomicInteger failed)
            throws InterruptedException {
        var channel = connect(address);
        try {
            var inFlight = new Semaphore(IN_FLIGHT);
            int sent = 0;
            for (; sent < REQUESTS / CONNECTIONS && !isAwaitedFor(longest); sent++) {
                inFlight.acquire();
                ClientCalls.asyncUnaryCall(
                        channel.newCall(method, deadline()),
                        samples.get(sent % samples.size()),
                        new Answered<>(inFlight, failed));
            }
            var unused = inFlight.tryAcquire(IN_FLIGHT, CALL.toMillis(), TimeUnit.MILLISECONDS);
            return sent;
        } finally {
            channel.shutdownNow();
        }
    }

    private <Q, A> int untilFast(
            InetSocketAddress address, MethodDescriptor<Q, A> method, Q sample, AtomicInteger failed) {
        int sent = 0;
        int inARow = 0;
        while (inARow < IN_A_ROW && sent < TRIES && !isAwaitedFor(LONGEST)) {
            inARow = isFast(address, method, sample, failed) ? inARow + 1 : 0;
            sent++;
        }
        return sent;
    }

    private static <Q, A> boolean isFast(
            InetSocketAddress address, MethodDescriptor<Q, A> method, Q sample, AtomicInteger failed) {
        long start = System.nanoTime();
        var channel = connect(address);
        try {
            var unused = ClientCalls.blockingUnaryCall(channel, method, deadline(), sample);
            return System.nanoTime() - start <= WARM.toNanos();
        } catch (StatusRuntimeException e) {
            failed.incrementAndGet();
            return false;
        } finally {
            channel.shutdownNow();
        }
    }

    private static ManagedChannel connect(InetSocketAddress address) {
        return NettyChannelBuilder.forAddress(address)
                .usePlaintext()
                .directExecutor()
                .build();
    }

    private static CallOptions deadline() {
        return CallOptions.DEFAULT.withDeadlineAfter(CALL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isAwaitedFor(Duration time) {
        var since = awaitedSince;
        return since.isPresent() && System.nanoTime() - since.getAsLong() >= time.toNanos();
    }

    private record Answered<A>(Semaphore inFlight, AtomicInteger failed) implements StreamObserver<A> {
        @Override
        public void onNext(A answer) {}

        @Override
        public void onError(Throwable error) {
            failed.incrementAndGet();
            inFlight.release();
        }

        @Override
        public void onCompleted() {
            inFlight.release();
        }
    }
}
