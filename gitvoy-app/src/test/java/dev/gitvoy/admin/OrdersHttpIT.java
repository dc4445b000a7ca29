package dev.gitvoy.admin;

import static dev.gitvoy.admin.PlayedReconciler.COMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gitvoy.gitsync.release.Orders;
import dev.gitvoy.guard.SecretFile;
import dev.gitvoy.xds.client.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Orders and reports on a real admin port. */
class OrdersHttpIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String COMMIT = "81d04e7aa81d04e7aa81d04e7aa81d04e7aa81d0";

    @TempDir
    private Path temp;

    private final PlayedReconciler reconciler = new PlayedReconciler();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ListAppender<ILoggingEvent> audited = new ListAppender<>();
    private final Logger audit = (Logger) LoggerFactory.getLogger("gitvoy.audit");
    private Path tokenFile;
    private String token;
    private AdminServer server;

    @BeforeEach
    void listen() throws IOException {
        audited.start();
        audit.addAppender(audited);
        audit.setLevel(Level.INFO);
        tokenFile = temp.resolve("admin.token");
        var secret = SecretFile.openOwn(tokenFile);
        token = Files.readString(tokenFile).strip();
        server = reconciler.listen(secret, Optional.empty());
        reconciler.publishes(COMMIT, "Send 20 % to v2", COMMITTED);
    }

    @AfterEach
    void stop() {
        server.stop();
        audit.detachAppender(audited);
        audit.setLevel(null);
    }

    @Test
    void orders_withTheToken_areGivenAndReported() throws Exception {
        assertThat(json(get("/api/status")).path("orders").toString())
                .isEqualTo("{\"suspended\":false,\"pinned\":null,\"by\":null,\"since\":null}");

        var suspended = post("/api/suspend", "", bearer(token), "X-Gitvoy-Actor", "ada");
        assertThat(suspended.statusCode()).isEqualTo(200);
        assertThat(json(suspended).toString())
                .isEqualTo("{\"suspended\":true,\"pinned\":null,\"by\":\"ada\",\"since\":\"2026-11-25T03:30:00Z\"}");
        assertThat(metrics()).contains("gitvoy_suspended 1.0").contains("gitvoy_pinned 0.0");

        var pinned = post("/api/pin", "{\"commit\": \"81d0\"}", bearer(token));
        assertThat(pinned.statusCode()).isEqualTo(200);
        assertThat(json(get("/api/status")).at("/orders/pinned").asText()).isEqualTo(COMMIT);
        assertThat(metrics()).contains("gitvoy_pinned 1.0");

        assertThat(post("/api/resume", "{}", bearer(token)).statusCode()).isEqualTo(200);
        assertThat(json(get("/api/status")).at("/orders/suspended").asBoolean()).isFalse();
        assertThat(reconciler.given).containsExactly("suspend by ada", "pin 81d0 by 127.0.0.1", "resume by 127.0.0.1");
    }

    @Test
    void orders_withoutTheToken_areRefused() throws Exception {
        var refused = post("/api/suspend", "");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"gitvoy\"");
        assertThat(json(refused).path("error").asText()).contains("admin.token");
        assertThat(post("/api/suspend", "", bearer(token + "x")).statusCode()).isEqualTo(401);
        assertThat(post("/api/suspend", "", bearer("")).statusCode()).isEqualTo(401);
        assertThat(post("/api/suspend", "", "Authorization", "Basic " + token).statusCode())
                .isEqualTo(401);
        assertThat(post("/api/pin", "{\"commit\": \"81d0\"}", bearer("guess")).statusCode())
                .isEqualTo(401);
        assertThat(reconciler.given).isEmpty();
        assertThat(get("/api/status").statusCode()).isEqualTo(200);
    }

    @Test
    void token_isReplacedWithoutARestart() throws Exception {
        Files.writeString(tokenFile, "another-token\n");

        assertThat(post("/api/suspend", "", bearer(token)).statusCode()).isEqualTo(401);
        assertThat(post("/api/suspend", "", bearer("another-token")).statusCode())
                .isEqualTo(200);

        Files.delete(tokenFile);
        assertThat(post("/api/suspend", "", bearer("another-token")).statusCode())
                .isEqualTo(503);
    }

    @Test
    void guesses_neitherFillTheLogNorKeepOthersOut() throws Exception {
        for (int i = 0; i < 30; i++) {
            assertThat(post("/api/resume", "", bearer("guess" + i)).statusCode())
                    .isEqualTo(401);
        }

        assertThat(audited.list).hasSize(1);
        assertThat(post("/api/resume", "", bearer(token)).statusCode()).isEqualTo(200);
        assertThat(audited.list).hasSize(2);
    }

    @Test
    void pageOfAnotherSite_givesNoOrders() throws Exception {
        for (var origin : List.of("http://evil.example", "null", "http://127.0.0.1:1", "a b")) {
            assertThat(post("/api/suspend", "", bearer(token), "Origin", origin).statusCode())
                    .isEqualTo(403);
        }
        assertThat(post("/api/suspend", "", bearer(token), "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(reconciler.given).isEmpty();

        var own = "http://127.0.0.1:" + server.port();
        assertThat(post("/api/suspend", "", bearer(token), "Origin", own).statusCode())
                .isEqualTo(200);
    }

    @Test
    void pin_thatCannotBe_saysWhy() throws Exception {
        var unknown = post("/api/pin", "{\"commit\": \"ffff\"}", bearer(token));
        assertThat(unknown.statusCode()).isEqualTo(409);
        assertThat(json(unknown).path("error").asText()).isEqualTo("no commit of refs/heads/main begins with ffff");

        for (var body :
                List.of("", "{}", "[]", "{\"commit\": 1", "{\"commit\": \"abc\"}", "{\"commit\": \"../../x\"}")) {
            var wrong = post("/api/pin", body, bearer(token));
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(json(wrong).path("error").asText()).startsWith("expected {\"commit\": \"ID\"}");
        }
        assertThat(post("/api/pin", "x".repeat(9000), bearer(token)).statusCode())
                .isEqualTo(413);
        assertThat(get("/api/pin").statusCode()).isEqualTo(405);
    }

    @Test
    void order_thatIsNotDoneInTime_isAnswered504_andAuditedWhenDone() throws Exception {
        server.stop();
        var orders = new OrdersHttp(reconciler, SecretFile.open(tokenFile), Duration.ofMillis(200));
        server = AdminServer.listen("127.0.0.1", 0, reconciler.reports, reconciler.metrics, orders, Optional.empty());
        var late = new CompletableFuture<Orders>();
        reconciler.ending = Optional.of(late);

        var answer = post("/api/suspend", "", bearer(token));
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(json(answer).path("error").asText()).contains("see \"orders\" in /api/status");
        assertThat(late).isNotDone();
        late.complete(Orders.NONE);

        await().atMost(TIMEOUT).until(() -> audited.list.size() == 2);
        assertThat(auditLines())
                .containsExactly(
                        "who=127.0.0.1 address=127.0.0.1 what=suspend outcome=no answer yet",
                        "who=127.0.0.1 address=127.0.0.1 what=suspend outcome=done");
    }

    @Test
    void order_thatFailsUnexpectedly_isAnswered500WithoutDetails() throws Exception {
        ((Logger) LoggerFactory.getLogger(OrdersHttp.class)).setLevel(Level.OFF);
        reconciler.ending = Optional.of(CompletableFuture.failedFuture(new IllegalStateException("inner secret")));

        var answer = post("/api/resume", "", bearer(token));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("inner secret");
    }

    @Test
    void everyOrder_isAudited_inALineThatNobodyElseCanWrite() throws Exception {
        post("/api/pin", "{\"commit\": \"81d0\"}", bearer(token), "X-Gitvoy-Actor", "ada\u00a0 " + "x".repeat(200));
        post("/api/pin", "{\"commit\": \"ffff\"}", bearer(token), "X-Gitvoy-Actor", "ada");
        post("/api/suspend", "", bearer("guess"), "X-Gitvoy-Actor", "eve");

        var lines = auditLines();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("what=pin 81d0 outcome=done").hasSizeLessThan(200);
        assertThat(lines.get(1))
                .isEqualTo("who=ada address=127.0.0.1 what=pin ffff"
                        + " outcome=failed: no commit of refs/heads/main begins with ffff");
        assertThat(lines.get(2)).startsWith("who=eve address=127.0.0.1 what=suspend outcome=refused: needs the token");
        assertThat(lines.toString()).doesNotContain(token).doesNotContain("guess");
    }

    @Test
    void commits_tellHowManyEnvoysHaveThem_andSinceWhenAll() throws Exception {
        reconciler.envoyHas("envoy-1");
        var acked = json(get("/api/commits/81d0")).path("acked");
        assertThat(acked.path("have").asInt()).isEqualTo(1);
        assertThat(acked.path("of").asInt()).isEqualTo(1);
        assertThat(acked.path("since").isNull()).isTrue();

        reconciler.reports.look();

        var since = json(get("/api/commits")).at("/0/acked/since").asText();
        assertThat(since).isNotEmpty();
        reconciler.reports.look();
        assertThat(json(get("/api/commits")).at("/0/acked/since").asText()).isEqualTo(since);
        reconciler.envoyRefuses("envoy-2", new Refusal("no", "1", "v", COMMIT, Optional.empty()));
        reconciler.reports.look();
        acked = json(get("/api/commits/81d0")).path("acked");
        assertThat(acked.path("have").asInt()).isEqualTo(1);
        assertThat(acked.path("of").asInt()).isEqualTo(2);
        assertThat(acked.path("since").asText()).isEqualTo(since);
    }

    @Test
    void metrics_nameTwoCommitsAtMost_andCountAll() throws Exception {
        reconciler.publishes("aaaa", "two", COMMITTED.plusSeconds(1));
        reconciler.publishes("bbbb", "three", COMMITTED.plusSeconds(2));
        reconciler.rejects("cccc", "four", COMMITTED.plusSeconds(3));

        var text = metrics();
        assertThat(text)
                .contains("gitvoy_commit_info{commit=\"bbbb\",state=\"served\"} 1")
                .contains("gitvoy_commit_info{commit=\"cccc\",state=\"rejected\"} 1")
                .contains("gitvoy_commits_total{state=\"published\"} 3.0")
                .contains("gitvoy_commits_total{state=\"rejected\"} 1.0")
                .contains("gitvoy_source_last_success_timestamp_seconds 1.795577403E9")
                .contains("gitvoy_source_failures_total 0.0");

        reconciler.publishes("dddd", "five", COMMITTED.plusSeconds(4));
        reconciler.goesStale("away");

        text = metrics();
        assertThat(text.lines().filter(line -> line.startsWith("gitvoy_commit_info{")))
                .containsExactly("gitvoy_commit_info{commit=\"dddd\",state=\"served\"} 1");
        assertThat(text)
                .contains("gitvoy_commits_total{state=\"published\"} 4.0")
                .contains("gitvoy_source_failures_total 1.0");
    }

    private List<String> auditLines() {
        var lines = new ArrayList<String>();
        for (var event : audited.list) {
            var words = new ArrayList<String>();
            event.getKeyValuePairs().forEach(pair -> words.add(pair.key + "=" + pair.value));
            lines.add(String.join(" ", words));
        }
        return lines;
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    private HttpResponse<String> post(String path, String body, String[] bearer, String... headers) throws Exception {
        var all = new ArrayList<>(List.of(bearer));
        all.addAll(List.of(headers));
        return post(path, body, all.toArray(String[]::new));
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(address(path))
                .timeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address(path)).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String metrics() throws Exception {
        return get("/metrics").body();
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
