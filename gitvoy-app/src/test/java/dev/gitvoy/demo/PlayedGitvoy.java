package dev.gitvoy.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Plays Gitvoy with an Envoy: looks at branch main, answers {@code /api/status}, and answers {@code /traffic} as the routes
 * say. It knows one mistake, the cluster {@code hello-v3}.
 */
final class PlayedGitvoy implements GitvoyServer {
    private static final int LOOK_AGAIN_MILLIS = 50;

    private final Shell shell;
    private final boolean refuses;
    private final HttpServer server;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    /** Changes as one: a status between the two would tell of a commit that is refused. */
    private volatile Seen seen = new Seen("", "");

    private volatile String upstream = "v1";
    private volatile int limit;
    private int counted;

    private record Seen(String candidate, String commit) {}

    /** Whether it refuses the mistake, as Gitvoy should. */
    PlayedGitvoy(Shell shell, boolean refuses) throws IOException {
        this.shell = shell;
        this.refuses = refuses;
        look();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/status", exchange -> answer(exchange, status()));
        server.createContext("/traffic", exchange -> {
            var name = upstream;
            exchange.getResponseHeaders().set(Upstream.HEADER, name);
            answer(exchange, "hello from " + name + "\n");
        });
        server.createContext("/account", this::account);
        server.start();
        var unused = clock.scheduleWithFixedDelay(
                this::lookAgain, LOOK_AGAIN_MILLIS, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public int xdsPort() {
        throw new UnsupportedOperationException("no Envoy connects");
    }

    @Override
    public URI admin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        server.stop(0);
    }

    private void lookAgain() {
        try {
            look();
        } catch (IOException e) {
            // Git is at work on the branch: the next look sees it.
        }
    }

    private void look() throws IOException {
        var head = shell.quietly("git rev-parse main");
        var routes = shell.quietly("git show main:" + QuickStart.ROUTES);
        if (!refuses || !routes.contains("hello-v3")) {
            var limits = shell.quietly("git show main:" + QuickStart.LIMITS);
            limit = limits.contains("requests_per_unit: 1000") ? 1000 : 3;
            upstream = routes.contains("cluster: hello-v1") ? "v1" : "v2";
            seen = new Seen(head, head);
        } else {
            seen = new Seen(head, seen.commit);
        }
    }

    private String status() {
        var now = seen;
        var served = now.commit;
        var looked = now.candidate;
        var problem = served.equals(looked)
                ? ""
                : "{\"file\": \"" + QuickStart.ROUTES + "\", \"line\": 11, \"column\": 24,"
                        + " \"message\": \"cluster \\\"hello-v3\\\" is not in this commit\"}";
        return "{\"commit\": \"" + served + "\", \"candidate\": {\"commit\": \"" + looked + "\", \"state\": \""
                + (problem.isEmpty() ? "published" : "rejected") + "\", \"problems\": [" + problem + "]},"
                + " \"envoys\": {\"connected\": 1, \"acked\": 1, \"nacked\": 0}}";
    }

    /** Lets the sample's key in, as often as the limit in main says. */
    private void account(HttpExchange exchange) throws IOException {
        boolean known = QuickStart.apiKey().equals(exchange.getRequestHeaders().getFirst("x-api-key"));
        boolean passes = known && ++counted <= limit;
        if (known) {
            exchange.getResponseHeaders().set("x-ratelimit-remaining", String.valueOf(Math.max(0, limit - counted)));
        }
        var text = passes ? "hello from " + upstream + ", " + QuickStart.USER : "";
        answer(exchange, known ? passes ? 200 : 429 : 401, text);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        answer(exchange, 200, text);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
