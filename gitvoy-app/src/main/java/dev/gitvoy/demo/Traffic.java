package dev.gitvoy.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends 100 requests a second through Envoy until it is closed, and counts every answer. */
final class Traffic implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final HttpRequest request;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, CompletableFuture<Long>> watches = new ConcurrentHashMap<>();
    private final Tally total = new Tally();
    private volatile Tally current = new Tally();

    private Traffic(URI target) {
        this.request = HttpRequest.newBuilder(target).timeout(DEADLINE).build();
    }

    static Traffic start(URI target) {
        var traffic = new Traffic(target);
        var unused = traffic.clock.scheduleAtFixedRate(traffic::send, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return traffic;
    }

    /** Of all requests so far. */
    Tally total() {
        return total;
    }

    /** Starts to count afresh: requests that are under way belong to the tally before. */
    Tally newTally() {
        var tally = new Tally();
        current = tally;
        return tally;
    }

    /** The {@link System#nanoTime()} of the first answer from an upstream, from now on. */
    CompletableFuture<Long> nextAnswerFrom(String upstream) {
        var watch = new CompletableFuture<Long>();
        watches.put(upstream, watch);
        return watch;
    }

    private void send() {
        var tally = current;
        var unused = client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((response, failure) -> count(tally, response, failure));
    }

    private void count(Tally tally, @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
        if (clock.isShutdown()) {
            return;
        }
        var upstream = response == null
                ? ""
                : response.headers().firstValue(Upstream.HEADER).orElse("");
        if (response != null && response.statusCode() == 200 && !upstream.isEmpty()) {
            total.answered(upstream);
            tally.answered(upstream);
            var watch = watches.remove(upstream);
            if (watch != null) {
                watch.complete(System.nanoTime());
            }
        } else {
            var reason = response == null
                    ? String.valueOf(failure)
                    : "status " + response.statusCode() + ": " + response.body().strip();
            total.failed(reason);
            tally.failed(reason);
        }
    }

    /** Sends no more; what is still under way is not counted. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
