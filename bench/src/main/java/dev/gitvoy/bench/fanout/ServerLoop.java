package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.Orders;
import java.io.IOException;

/**
 * What both servers do when told. A change comes in two steps, so that what a commit costs once is measured apart from what
 * it costs per stream: {@code prepare KIND} does everything but hand it to the streams, {@code go} does that.
 */
final class ServerLoop {
    static final String PORT = "port";
    static final String PREPARE = "prepare";
    static final String PREPARED = "prepared";
    static final String GO = "go";
    static final String PUSHED = "pushed";
    static final String STREAMS = "streams";
    static final String REQUESTS = "requests";

    /** A server's own way to make a change. */
    interface Publisher {
        /** @param gate to be passed when all is ready, before any stream hears of it */
        void publish(Change change, Runnable gate) throws IOException;
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
        int space = order.indexOf(' ');
        var argument = order.substring(space + 1);
        switch (order.substring(0, space)) {
            case PREPARE -> {
                publisher.publish(Change.of(argument), this::waitAtGate);
                orders.answer(PUSHED);
            }
            case STREAMS -> {
                traffic.awaitStreams(Long.parseLong(argument));
                orders.answer(STREAMS);
            }
            case REQUESTS -> {
                traffic.awaitRequests(Long.parseLong(argument));
                orders.answer(REQUESTS);
            }
            default -> throw new IllegalArgumentException("order: " + order);
        }
    }

    private void waitAtGate() {
        orders.answer(PREPARED);
        if (!orders.next().filter(GO::equals).isPresent()) {
            throw new IllegalStateException("the benchmark ended before \"" + GO + "\"");
        }
    }
}
