package dev.gitvoy.serve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends services sample requests through their own ports, so that an Envoy does not meet a JVM that has yet to load and compile
 * the way. A few are sent beside the first compile, which needs the processors more; when that is done, as many as it takes to see
 * them answered in time, for four seconds at most. Each goes over a new connection, as an Envoy's first one does. One service
 * after the other: two would be measured by each other.
 */
final class WarmUp implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    /** Beside the first compile; what answers need is loaded then. */
    private static final int FIRST_TRIES = 3;
    /** That are answered in time: then all is warm. */
    private static final int IN_A_ROW = 3;

    private static final Duration LONGEST = Duration.ofSeconds(4);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final CompletableFuture<Void> done;
    private final CompletableFuture<Void> awaited = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * A service that listens.
     *
     * @param method full name
     * @param samples encoded requests, that it is asked in turn
     * @param inTime in which a connection is to be opened and its request answered
     * @param usable completes, in some seconds at most, when answers are those that Envoys will get
     */
    record Service(
            InetSocketAddress address,
            String method,
            List<byte[]> samples,
            Duration inTime,
            CompletableFuture<Void> usable) {}

    /** Begins, on a thread of its own. */
    WarmUp(List<Service> services) {
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

    private void run(List<Service> services) {
        for (var service : services) {
            service.usable.join();
            for (int i = 0; i < FIRST_TRIES && !closed; i++) {
                isInTime(service, i);
            }
        }
        awaited.join();
        long start = System.nanoTime();
        boolean areWarm = true;
        for (var service : services) {
            areWarm &= warm(service, start + LONGEST.toNanos());
        }
        log.atInfo()
                .addKeyValue("warm", areWarm)
                .addKeyValue("waitedMillis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                .log("warmed up");
    }

    /** Asks until it answers in time; returns whether it does. */
    private boolean warm(Service service, long deadline) {
        int inARow = 0;
        for (int i = 0; inARow < IN_A_ROW && System.nanoTime() - deadline < 0 && !closed; i++) {
            inARow = isInTime(service, i) ? inARow + 1 : 0;
        }
        return inARow == IN_A_ROW;
    }

    private static boolean isInTime(Service service, int number) {
        var sample = service.samples.get(number % service.samples.size());
        long start = System.nanoTime();
        try {
            RawCall.make(service.address, service.method, sample, TIMEOUT);
            return System.nanoTime() - start <= service.inTime.toNanos();
        } catch (IOException e) {
            return false;
        }
    }
}
