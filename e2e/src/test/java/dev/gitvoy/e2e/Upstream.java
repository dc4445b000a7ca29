package dev.gitvoy.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** An application behind Envoy that answers every request with its own name. Threads of its own. */
final class Upstream implements AutoCloseable {
    /** Below this path it answers with the headers of the request, one a line: {@code x-user-id: [alice]}. */
    static final String HEADERS_SEEN = "/account";

    private static final int THREADS = 4;

    static {
        // The JDK's server closes idle connections after 30 s; Envoy would see that as an upstream that went away.
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final HttpServer server;
    private volatile String answer;
    private volatile Duration delay = Duration.ZERO;

    private Upstream(String answer) throws IOException {
        this.answer = answer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    static Upstream answering(String name) {
        try {
            var upstream = new Upstream(name);
            upstream.server.createContext("/", upstream::answer);
            upstream.server.setExecutor(upstream.threads);
            upstream.server.start();
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on it answers this. */
    void become(String name) {
        answer = name;
    }

    /** From now on each answer takes so long. */
    void slowDown(Duration duration) {
        delay = duration;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            LockSupport.parkNanos(delay.toNanos());
            exchange.getRequestBody().readAllBytes();
            var seen = exchange.getRequestHeaders().entrySet().stream()
                    .map(header -> header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue() + "\n")
                    .sorted()
                    .collect(Collectors.joining());
            boolean tells = exchange.getRequestURI().getPath().startsWith(HEADERS_SEEN);
            var body = (tells ? seen : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
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
