package dev.gitvoy.bench.repository;

import dev.gitvoy.bench.Orders;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ceiling: reads all resources from one file, as they are sent, and says how many there are. */
final class ReadServer {
    static final String READY = "ready";

    private ReadServer() {}

    /** Argument: a file with a response. */
    public static void main(String[] args) throws IOException {
        DiscoveryResponse response;
        try (var file = Files.newInputStream(Path.of(args[0]))) {
            response = DiscoveryResponse.parseFrom(file);
        }
        var orders = new Orders();
        orders.answer(READY + " " + response.getResourcesCount());
        while (orders.next().isPresent()) {
            orders.answer("unknown");
        }
        System.exit(0);
    }
}
