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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * An application behind Envoy that answers every request with its own name, and can be told to be slow, to fail, to keep
 * its answers back or to be unwell. Threads of its own.
 */
final class Upstream implements AutoCloseable {
    /** Below this path it answers with the headers of the request, one a line: {@code x-user-id: [alice]}. */
    static final String HEADERS_SEEN = "/account";

    /** Where it says whether it is well; these requests are not counted. */
    private static final String HEALTH = "/healthz";

    private static final int THREADS = 8;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    static {
        // The JDK's server closes idle connections after 30 s; Envoy would see that as an upstream that went away.
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final HttpServer server;
    private volatile String answer;
    private volatile Duration delay = Duration.ZERO;
    private volatile int status = OK;
    private volatile int health = OK;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();

    private Upstream(String answer) throws IOException {
        this.answer = answer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    static Upstream answering(String name) {
        try {
            var upstream = new Upstream(name);
            upstream.server.createContext("/", upstream::answer);
            upstream.server.createContext(HEALTH, exchange -> respond(exchange, upstream.health, ""));
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

    /** From now on each answer has this status. */
    void answerWith(int code) {
        status = code;
    }

    /** From now on it says that it is unwell. It answers all the same. */
    void becomeUnwell() {
        health = UNAVAILABLE;
    }

    void becomeWell() {
        health = OK;
    }

    /** From now on nobody gets an answer until {@link #release}. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    /** How many requests have come. */
    int requests() {
        return requests.get();
    }

    /** How many requests wait for their answers. */
    int underWay() {
        return underWay.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        underWay.incrementAndGet();
        try {
            gate.await();
            LockSupport.parkNanos(delay.toNanos());
            exchange.getRequestBody().readAllBytes();
            var seen = exchange.getRequestHeaders().entrySet().stream()
                    .map(header -> header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue() + "\n")
                    .sorted()
                    .collect(Collectors.joining());
            boolean tells = exchange.getRequestURI().getPath().startsWith(HEADERS_SEEN);
            respond(exchange, status, tells ? seen : answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        } finally {
            underWay.decrementAndGet();
        }
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            var body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
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
