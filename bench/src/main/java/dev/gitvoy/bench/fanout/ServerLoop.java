package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.Orders;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * What all servers do when told. A change comes in two steps, so that what a commit costs once is measured apart from what
 * it costs per stream: {@code prepare KIND} does everything but hand it to the streams, {@code go} does that.
 */
final class ServerLoop {
    static final String PORT = "port";
    static final String PREPARE = "prepare";
    static final String PREPARED = "prepared";
    static final String GO = "go";
    /** With a {@link PublishCost}. */
    static final String PUSHED = "pushed";

    static final String STREAMS = "streams";
    static final String REQUESTS = "requests";
    /** Answered by the bytes that are in use after a collection. */
    static final String HEAP = "heap";

    /** Enough for what only finalizers and weak references keep. */
    private static final int COLLECTIONS = 3;

    /** A server's own way to make a change. */
    interface Publisher {
        /** @param gate to be passed when all is ready, before any stream hears of it */
        PublishCost publish(Change change, Runnable gate) throws IOException;
    }

    private final Orders orders = new Orders();
    private final Traffic traffic;
    private final Publisher publisher;

    ServerLoop(Traffic traffic, Publisher publisher) {
        this.traffic = traffic;
        this.publisher = publisher;
    }

    /** Returns when the benchmark has ended. */
    void run(int port) throws IOException {
        orders.answer(PORT + " " + port);
        for (var order = orders.next(); order.isPresent(); order = orders.next()) {
            obey(order.get());
        }
    }

    private void obey(String order) throws IOException {
        var words = order.split(" ", 2);
        switch (words[0]) {
            case PREPARE -> {
                var cost = publisher.publish(Change.of(words[1]), this::waitAtGate);
                orders.answer(PUSHED + " " + cost.line());
            }
            case STREAMS -> {
                traffic.awaitStreams(Long.parseLong(words[1]));
                orders.answer(STREAMS);
            }
            case REQUESTS -> {
                traffic.awaitRequests(Long.parseLong(words[1]));
                orders.answer(REQUESTS);
            }
            case HEAP -> orders.answer(HEAP + " " + heapInUse());
            default -> throw new IllegalArgumentException("order: " + order);
        }
    }

    private static long heapInUse() {
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void waitAtGate() {
        orders.answer(PREPARED);
        if (!orders.next().filter(GO::equals).isPresent()) {
            throw new IllegalStateException("the benchmark ended before \"" + GO + "\"");
        }
    }
}
