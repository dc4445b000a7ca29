package dev.gitvoy.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service behind Envoy that says who it is: {@code hello from v1} or {@code hello from v1, alice}, and {@code x-upstream: v1}. */
final class Upstream implements AutoCloseable {
    static final String HEADER = "x-upstream";

    /** By which the authorization service tells who is asking. */
    private static final String USER_HEADER = "x-user-id";

    static {
        // Else the JDK's server sends header and body in two packets that wait for one another (Nagle), 40 ms a
        // request,
        // and closes connections that rest for 30 s, which Envoy may be about to use again.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "86400");
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private Upstream(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static Upstream start(String name) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var user = exchange.getRequestHeaders().getFirst(USER_HEADER);
            var body =
                    ("hello from " + name + (user == null ? "" : ", " + user) + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set(HEADER, name);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        var threads = Executors.newFixedThreadPool(2);
        server.setExecutor(threads);
        server.start();
        return new Upstream(server, threads);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
