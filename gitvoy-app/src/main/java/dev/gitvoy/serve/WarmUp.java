package dev.gitvoy.serve;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a service its own sample requests through its own port, so that the first request of an Envoy does not meet a JVM
 * that has yet to load and compile the way: Envoy's default deadlines are 20 ms for a rate limit and 200 ms for a check.
 */
final class WarmUp {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final int CONNECTIONS = 4;
    private static final int REQUESTS = 2_000;
    private static final int IN_FLIGHT = 16;
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration CALL = Duration.ofSeconds(1);

    private WarmUp() {}

    /**
     * Returns when enough requests are answered, or after {@link #LONGEST}. An Envoy's first request opens a connection,
     * so several are opened here. Blocks; for the sync thread.
     */
    static <Q, A> void run(InetSocketAddress address, MethodDescriptor<Q, A> method, List<Q> samples) {
        long start = System.nanoTime();
        int sent = 0;
        var failed = new AtomicInteger();
        try {
            for (int connection = 1; connection <= CONNECTIONS; connection++) {
                long until = start + LONGEST.toNanos() * connection / CONNECTIONS;
                sent += onOneConnection(address, method, samples, until, failed);
            }
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

    private static <Q, A> int onOneConnection(
            InetSocketAddress address, MethodDescriptor<Q, A> method, List<Q> samples, long until, AtomicInteger failed)
            throws InterruptedException {
        var channel = NettyChannelBuilder.forAddress(address)
                .usePlaintext()
                .directExecutor()
                .build();
        try {
            var inFlight = new Semaphore(IN_FLIGHT);
            int sent = 0;
            for (; sent < REQUESTS / CONNECTIONS && System.nanoTime() - until < 0; sent++) {
                inFlight.acquire();
                ClientCalls.asyncUnaryCall(
                        channel.newCall(
                                method, CallOptions.DEFAULT.withDeadlineAfter(CALL.toMillis(), TimeUnit.MILLISECONDS)),
                        samples.get(sent % samples.size()),
                        new Answered<>(inFlight, failed));
            }
            var unused = inFlight.tryAcquire(IN_FLIGHT, CALL.toMillis(), TimeUnit.MILLISECONDS);
            return sent;
        } finally {
            channel.shutdownNow();
        }
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
