package dev.gitvoy.serve;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends services sample requests through their own ports, each over a new connection as an Envoy's first one is, so that an
 * Envoy does not meet a JVM that has yet to load and compile the way: Envoy's default deadlines are 20 ms for a rate limit and
 * 200 ms for a check. A few are sent beside the first compile, which needs the processors more; when that is done, as many as
 * it takes to see them answered fast, for four seconds at most. One at a time: two would be measured by each other.
 */
final class WarmUp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    /** Beside the first compile; what answers need is loaded then. */
    private static final int FIRST_ROUNDS = 3;
    /** In which a connection is opened and its request answered, by all services a few times in a row: then all is warm. */
    private static final Duration WARM = Duration.ofMillis(15);

    private static final int IN_A_ROW = 3;
    private static final Duration LONGEST = Duration.ofSeconds(4);
    private static final Duration CALL = Duration.ofSeconds(1);

    private final CompletableFuture<Void> done;
    private final CompletableFuture<Void> awaited = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * A service that listens.
     *
     * @param samples what it is asked, in turn
     * @param usable completes, in some seconds at most, when answers are those that Envoys will get
     */
    record Service<Q, A>(
            InetSocketAddress address,
            MethodDescriptor<Q, A> method,
            List<Q> samples,
            CompletableFuture<Void> usable) {}

    /** Begins, on a thread of its own. */
    WarmUp(List<Service<?, ?>> services) {
        this.done = CompletableFuture.runAsync(() -> run(services), WarmUp::onNewThread)
                .exceptionally(e -> {
                    log.atWarn().setCause(e).log("the services could not be warmed up: first answers may be late");
                    return null;
                });
    }

    private static void onNewThread(Runnable task) {
        var thread = new Thread(task, "gitvoy-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns when all services are warm, after some seconds at most. */
    void await() {
        awaited.complete(null);
        done.join();
    }

    /** Ends it, whether it is done or not. */
    @Override
    public void close() {
        closed = true;
        await();
    }

    private void run(List<Service<?, ?>> services) {
        services.forEach(service -> service.usable.join());
        int rounds = 0;
        for (; rounds < FIRST_ROUNDS && !closed; rounds++) {
            askAll(services, rounds);
        }
        awaited.join();
        long start = System.nanoTime();
        int inARow = 0;
        for (; inARow < IN_A_ROW && System.nanoTime() - start < LONGEST.toNanos() && !closed; rounds++) {
            inARow = askAll(services, rounds) ? inARow + 1 : 0;
        }
        log.atInfo()
                .addKeyValue("warm", inARow == IN_A_ROW)
                .addKeyValue("requests", rounds * services.size())
                .addKeyValue("waitedMillis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                .log("warmed up");
    }

    /** Returns whether all were fast. */
    private static boolean askAll(List<Service<?, ?>> services, int round) {
        boolean areFast = true;
        for (var service : services) {
            areFast &= isFast(service, round);
        }
        return areFast;
    }

    private static <Q, A> boolean isFast(Service<Q, A> service, int round) {
        long start = System.nanoTime();
        var channel = NettyChannelBuilder.forAddress(service.address)
                .usePlaintext()
                .directExecutor()
                .build();
        try {
            var options = CallOptions.DEFAULT.withDeadlineAfter(CALL.toMillis(), TimeUnit.MILLISECONDS);
            var sample = service.samples.get(round % service.samples.size());
            var unused = ClientCalls.blockingUnaryCall(channel, service.method, options, sample);
            return System.nanoTime() - start <= WARM.toNanos();
        } catch (StatusRuntimeException e) {
            return false;
        } finally {
            channel.shutdownNow();
        }
    }
}
