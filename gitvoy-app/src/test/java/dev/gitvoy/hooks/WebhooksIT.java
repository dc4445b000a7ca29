package dev.gitvoy.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gitvoy.admin.AdminServer;
import dev.gitvoy.admin.PlayedReconciler;
import dev.gitvoy.guard.SecretFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Webhooks on a real admin port. The clock of limits stands still unless a test moves it. */
class WebhooksIT {
    private static final String SECRET = "It's a Secret to Everybody";
    private static final String PUSH = "{\"ref\": \"refs/heads/main\", \"before\": \"00\", \"after\": \"11\"}";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-11-25T03:30:00Z");

    @TempDir
    private Path temp;

    private final AtomicLong nanos = new AtomicLong();
    private final PlayedReconciler reconciler = new PlayedReconciler();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Webhooks.class);
    private Path secrets;
    private Webhooks webhooks;
    private AdminServer server;

    @BeforeEach
    void listen() throws IOException {
        told.start();
        logger.addAppender(told);
        logger.setLevel(Level.WARN);
        secrets = Files.writeString(temp.resolve("webhook-secrets"), SECRET + "\n");
        webhooks = Webhooks.open(
                SecretFile.open(secrets),
                "refs/heads/main",
                reconciler::pollNow,
                reconciler.metrics.webhooks(),
                () -> NOW,
                nanos::get);
        server = reconciler.listen(SecretFile.openOwn(temp.resolve("admin.token")), Optional.of(webhooks));
    }

    @AfterEach
    void stop() {
        server.stop();
        webhooks.close();
        logger.detachAppender(told);
    }

    @Test
    void push_signed_polls() throws Exception {
        var answer = github("1", PUSH, SECRET);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("polling\n");
        assertThat(reconciler.polls).hasValue(1);
        assertThat(metrics()).contains("gitvoy_webhooks_total{forge=\"github\",outcome=\"polled\"} 1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gitea:X-Gitea-Signature:", "gitea:X-Forgejo-Signature:", "generic:X-Signature-256:sha256="})
    void push_ofAnotherForge_polls(String form) throws Exception {
        var parts = form.split(":", 3);

        var answer = post("/hooks/" + parts[0], BodyPublishers.ofString(PUSH), parts[1], parts[2] + hmac(PUSH, SECRET));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(reconciler.polls).hasValue(1);
    }

    @Test
    void push_ofGitLab_polls() throws Exception {
        var answer = post("/hooks/gitlab", BodyPublishers.ofString(PUSH), "X-Gitlab-Token", SECRET);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(reconciler.polls).hasValue(1);
    }

    @Test
    void push_unsignedOrWrong_isRefusedAndToldOnceAMinute() throws Exception {
        assertThat(post("/hooks/github", BodyPublishers.ofString(PUSH)).statusCode())
                .isEqualTo(401);
        for (int i = 0; i < 3; i++) {
            assertThat(github("1", PUSH, "guess").statusCode()).isEqualTo(401);
        }

        assertThat(reconciler.polls).hasValue(0);
        assertThat(metrics()).contains("gitvoy_webhooks_total{forge=\"github\",outcome=\"refused\"} 4.0");
        assertThat(told.list).hasSize(2).allSatisfy(event -> assertThat(event.toString() + event.getKeyValuePairs())
                .doesNotContain(SECRET)
                .doesNotContain("before")
                .contains("github"));

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        github("1", PUSH, "guess");
        assertThat(told.list).hasSize(3);
    }

    @Test
    void address_thatGuessesTooOften_isNotListenedToForAWhile() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(github("1", PUSH, "guess " + i).statusCode()).isEqualTo(401);
        }

        var answer = github("1", PUSH, SECRET);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(reconciler.polls).hasValue(0);

        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(github("1", PUSH, SECRET).statusCode()).isEqualTo(200);
    }

    @Test
    void delivery_seenBefore_doesNotPoll_forTenMinutes() throws Exception {
        github("1", PUSH, SECRET);

        var again = github("1", PUSH, SECRET);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo("already seen\n");
        assertThat(reconciler.polls).hasValue(1);

        github("2", PUSH, SECRET);
        assertThat(reconciler.polls).hasValue(2);
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());
        assertThat(github("1", PUSH, SECRET).body()).isEqualTo("polling\n");
    }

    @Test
    void delivery_withoutId_isKnownByItsBody() throws Exception {
        var signature = "sha256=" + hmac(PUSH, SECRET);
        post("/hooks/generic", BodyPublishers.ofString(PUSH), "X-Signature-256", signature);

        assertThat(post("/hooks/generic", BodyPublishers.ofString(PUSH), "X-Signature-256", signature)
                        .body())
                .isEqualTo("already seen\n");
        assertThat(post(
                                "/hooks/generic",
                                BodyPublishers.ofString(PUSH),
                                "X-Signature-256",
                                signature,
                                "X-Delivery-Id",
                                "2")
                        .body())
                .isEqualTo("polling\n");
    }

    @Test
    void gitlab_sameEventWithAnotherBody_polls() throws Exception {
        post("/hooks/gitlab", BodyPublishers.ofString("{}"), "X-Gitlab-Token", SECRET, "X-Gitlab-Event-UUID", "1");

        post("/hooks/gitlab", BodyPublishers.ofString(PUSH), "X-Gitlab-Token", SECRET, "X-Gitlab-Event-UUID", "1");

        assertThat(reconciler.polls).hasValue(2);
    }

    @Test
    void flood_isCoalesced_andThePollAfterTheLastIsNotLost() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(github("first " + i, PUSH, SECRET).statusCode()).isEqualTo(200);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(github("more " + i, PUSH, SECRET).statusCode()).isEqualTo(202);
        }

        await().atMost(TIMEOUT).until(() -> reconciler.polls.get() == 6);
        await().during(Duration.ofMillis(1500)).until(() -> reconciler.polls.get() == 6);

        github("last", PUSH, SECRET);
        await().atMost(TIMEOUT).until(() -> reconciler.polls.get() == 7);
    }

    @Test
    void push_toAnotherRef_doesNotPoll() throws Exception {
        var answer = github("1", "{\"ref\": \"refs/heads/feature\"}", SECRET);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("other ref\n");
        assertThat(reconciler.polls).hasValue(0);
    }

    @Test
    void payload_thatIsNoJson_polls() throws Exception {
        assertThat(github("1", "payload=%7B", SECRET).statusCode()).isEqualTo(200);
        assertThat(github("2", "", SECRET).statusCode()).isEqualTo(200);
        assertThat(reconciler.polls).hasValue(2);
    }

    @Test
    void ping_isAnsweredWhenSigned() throws Exception {
        var body = "{\"zen\": \"Keep it simple\"}";

        var answer = post(
                "/hooks/github",
                BodyPublishers.ofString(body),
                "X-GitHub-Event",
                "ping",
                "X-Hub-Signature-256",
                "sha256=" + hmac(body, SECRET));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("pong\n");
        assertThat(post("/hooks/github", BodyPublishers.ofString(body), "X-GitHub-Event", "ping")
                        .statusCode())
                .isEqualTo(401);
        assertThat(reconciler.polls).hasValue(0);
    }

    @Test
    void body_overOneMebibyte_isNotRead() throws Exception {
        var full = "x".repeat(1 << 20);
        assertThat(github("1", full, SECRET).statusCode()).isEqualTo(200);

        var larger = (full + "x").getBytes(StandardCharsets.UTF_8);
        assertThat(answerTo("Content-Length: " + larger.length, new byte[0])).startsWith("HTTP/1.1 413 ");
        // In chunks, so that the length is not known before.
        var size = (Integer.toHexString(larger.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        assertThat(answerTo("Transfer-Encoding: chunked", concat(size, larger))).startsWith("HTTP/1.1 413 ");
        assertThat(metrics()).contains("gitvoy_webhooks_total{forge=\"github\",outcome=\"too_large\"} 2.0");
    }

    @Test
    void secrets_areReplacedWithoutARestart() throws Exception {
        Files.writeString(secrets, SECRET + "\nthe second secret of two\n");
        assertThat(github("1", PUSH, SECRET).statusCode()).isEqualTo(200);
        assertThat(github("2", PUSH, "the second secret of two").statusCode()).isEqualTo(200);

        Files.writeString(secrets, "the second secret of two\n");
        assertThat(github("3", PUSH, SECRET).statusCode()).isEqualTo(401);
        assertThat(github("4", PUSH, "the second secret of two").statusCode()).isEqualTo(200);

        Files.delete(secrets);
        assertThat(github("5", PUSH, "the second secret of two").statusCode()).isEqualTo(503);
    }

    @Test
    void otherPathsAndMethods() throws Exception {
        assertThat(post("/hooks/gitbucket", BodyPublishers.ofString(PUSH)).statusCode())
                .isEqualTo(404);
        assertThat(post("/hooks", BodyPublishers.ofString(PUSH)).statusCode()).isEqualTo(404);
        assertThat(get("/hooks/github").statusCode()).isEqualTo(405);
    }

    @Test
    void withoutSecretFile_thereAreNone() throws Exception {
        server.stop();
        server = reconciler.listen(SecretFile.openOwn(temp.resolve("admin.token")), Optional.empty());

        assertThat(github("1", PUSH, SECRET).statusCode()).isEqualTo(404);
        assertThat(get("/hooks/github").statusCode()).isEqualTo(404);
    }

    @Test
    void shortSecret_isToldAtTheStart() throws Exception {
        var guessable = Files.writeString(temp.resolve("guessable"), "letmein\n");

        Webhooks.open(SecretFile.open(guessable), "", () -> {}, (forge, outcome) -> {})
                .close();

        assertThat(told.list).singleElement().satisfies(event -> assertThat(event.getFormattedMessage())
                .contains("less than 16 characters")
                .doesNotContain("letmein"));
    }

    private HttpResponse<String> github(String id, String body, String secret) throws Exception {
        return post(
                "/hooks/github",
                BodyPublishers.ofString(body),
                "X-GitHub-Delivery",
                id,
                "X-Hub-Signature-256",
                "sha256=" + hmac(body, secret));
    }

    private HttpResponse<String> post(String path, HttpRequest.BodyPublisher body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(address(path))
                .timeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .POST(body);
        if (headers.length > 0) {
            request.headers(List.of(headers).toArray(String[]::new));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends what is given and no more: an answer to one who is still sending what nobody reads can be lost with the connection. */
    private String answerTo(String header, byte[] body) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            var head = "POST /hooks/github HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n\r\n";
            socket.getOutputStream().write(concat(head.getBytes(StandardCharsets.US_ASCII), body));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return String.valueOf(answer.readLine());
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address(path)).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String metrics() throws Exception {
        return get("/metrics").body();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static String hmac(String body, String secret) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
