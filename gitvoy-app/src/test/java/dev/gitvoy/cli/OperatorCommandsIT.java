package dev.gitvoy.cli;

import static dev.gitvoy.admin.PlayedReconciler.COMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gitvoy.admin.AdminServer;
import dev.gitvoy.admin.PlayedReconciler;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.guard.SecretFile;
import dev.gitvoy.xds.client.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands against a real admin port; what it reports is played. */
class OperatorCommandsIT {
    private static final String ONE = "81d04e7aa81d04e7aa81d04e7aa81d04e7aa81d0";
    private static final String TWO = "3f9c2abbb3f9c2abbb3f9c2abbb3f9c2abbb3f9c";

    @TempDir
    private Path stateDir;

    private final PlayedReconciler reconciler = new PlayedReconciler();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AdminServer server;

    @BeforeEach
    void listen() throws IOException {
        server = reconciler.listen(SecretFile.openOwn(stateDir.resolve("admin.token")), Optional.empty());
        reconciler.publishes(ONE, "Send 20 % to v2", COMMITTED);
        reconciler.envoyHas("envoy-1");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void status_newestServed_is0() {
        assertThat(run("status")).isZero();

        assertThat(out.toString().lines())
                .contains(
                        "source      https://example.com/config.git refs/heads/main",
                        "serving     81d04e7 \"Send 20 % to v2\" by Ada",
                        "candidate   none: nothing is newer",
                        "orders      none: follows the source",
                        "envoys      1 connected, 1 acked, 0 nacked")
                .anyMatch(line -> line.startsWith("            published  2026-11-25T03:30:00Z ("))
                .contains("            acked      by 1 of 1 Envoy")
                .last()
                .isEqualTo("ok: the newest commit is served");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void status_rejected_is1AndListsTheProblems() {
        reconciler.rejects(
                TWO,
                "Send all to v3",
                COMMITTED.plusSeconds(1),
                Problem.error(
                        new Location("xds/edge/routes.yaml", 11, 24),
                        "x",
                        "cluster \"hello-v3\" is not in this commit"));

        assertThat(run("status")).isEqualTo(1);

        assertThat(out.toString().lines())
                .contains(
                        "serving     81d04e7 \"Send 20 % to v2\" by Ada",
                        "candidate   3f9c2ab \"Send all to v3\" by Ada is rejected",
                        "            xds/edge/routes.yaml:11:24: cluster \"hello-v3\" is not in this commit")
                .last()
                .isEqualTo("not ok: commit 3f9c2ab is rejected");
    }

    @Test
    void status_stale_is1() {
        reconciler.goesStale("https://example.com/config.git cannot be reached");

        assertThat(run("status")).isEqualTo(1);

        assertThat(out.toString())
                .contains("STALE: https://example.com/config.git cannot be reached\n")
                .endsWith("not ok: the source does not answer\n");
    }

    @Test
    void status_nacked_is1AndSaysWhoAndWhere() {
        reconciler.envoyRefuses(
                "envoy-2",
                new Refusal("no such filter", "1", "v", ONE, Optional.of(new Location("xds/edge/a.yaml", 3, 1))));

        assertThat(run("status")).isEqualTo(1);

        assertThat(out.toString())
                .contains("envoys      2 connected, 1 acked, 1 nacked\n")
                .contains("envoy-2 refuses Cluster: no such filter (xds/edge/a.yaml:3:1)\n")
                .endsWith("not ok: 1 Envoy refuses something\n");
    }

    @Test
    void status_json_isWhatTheApiAnswers() throws IOException {
        reconciler.goesStale("away");

        assertThat(run("status", "--output", "json")).isEqualTo(1);

        var json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("commit").asText()).isEqualTo(ONE);
        assertThat(json.at("/source/error").asText()).isEqualTo("away");
    }

    @Test
    void status_watch_tellsEachChangeInALine() throws InterruptedException {
        var exitCode = new AtomicInteger(-1);
        var watching = new Thread(() -> exitCode.set(run("status", "--watch")));
        watching.start();
        await().until(() -> written().size() == 1);

        reconciler.goesStale("away");
        await().until(() -> written().size() == 2);
        watching.interrupt();
        watching.join(Duration.ofSeconds(10).toMillis());

        assertThat(exitCode).hasValue(1);
        assertThat(written().get(0))
                .endsWith("Z serving 81d04e7, 1 of 1 Envoy have it; ok: the newest commit is served");
        assertThat(written().get(1)).endsWith("have it; not ok: the source does not answer");
    }

    @Test
    void nobodyThere_is2AndSaysWhatToDo() {
        var gone = server.port();
        server.stop();

        assertThat(execute(Map.of(), "status", "--admin", "http://127.0.0.1:" + gone))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("gitvoy: no answer from http://127.0.0.1:" + gone + " (")
                .endsWith("See --admin\n");
        err.getBuffer().setLength(0);
        assertThat(execute(
                        Map.of(), "suspend", "--admin", "http://127.0.0.1:" + gone, "--state-dir", stateDir.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("gitvoy: no answer from ");
    }

    @Test
    void addressThatIsNone_is2() {
        assertThat(execute(Map.of(), "status", "--admin", "localhost:9090")).isEqualTo(2);

        assertThat(err.toString())
                .startsWith("gitvoy: --admin=localhost:9090: expected an address such as http://127.0.0.1:9090\n");
    }

    @Test
    void suspendPinResume_withTheTokenOfTheStateFolder() {
        assertThat(run("suspend", "--state-dir", stateDir.toString())).isZero();
        assertThat(out.toString()).startsWith("suspended, by ").endsWith("; ends with: gitvoy resume\n");
        assertThat(run("status")).isZero();
        assertThat(out.toString()).contains("orders      suspended, by ");

        out.getBuffer().setLength(0);
        assertThat(run("pin", "81d04e7", "--state-dir", stateDir.toString())).isZero();
        assertThat(out.toString()).startsWith("pinned to " + ONE + ", by ");

        out.getBuffer().setLength(0);
        assertThat(run("resume", "--state-dir", stateDir.toString())).isZero();
        assertThat(out.toString()).isEqualTo("none: follows the source\n");
        var user = System.getProperty("user.name");
        assertThat(reconciler.given)
                .containsExactly("suspend by " + user, "pin 81d04e7 by " + user, "resume by " + user);
    }

    @Test
    void token_fromFileOrEnvironment() throws IOException {
        var file = Files.copy(stateDir.resolve("admin.token"), stateDir.resolve("copy"));

        assertThat(run("suspend", "--token-file", file.toString())).isZero();
        assertThat(execute(Map.of("GITVOY_ADMIN_TOKEN_FILE", file.toString(), "GITVOY_ADMIN", admin()), "resume"))
                .isZero();
    }

    @Test
    void token_missingOrWrong_is2AndSaysWhatToDo() throws IOException {
        assertThat(run("suspend")).isEqualTo(2);
        assertThat(err.toString()).startsWith("gitvoy: which token? Give --token-file, or --state-dir");

        err.getBuffer().setLength(0);
        var wrong = Files.writeString(stateDir.resolve("wrong"), "guess\n").toString();
        assertThat(run("suspend", "--token-file", wrong)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("gitvoy: needs the token of the file admin.token")
                .endsWith("(status 401)\n")
                .doesNotContain("guess");

        err.getBuffer().setLength(0);
        assertThat(run("suspend", "--token-file", stateDir.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the token cannot be read");
        assertThat(reconciler.given).isEmpty();
    }

    @Test
    void pin_thatCannotBe_is1WithTheReason_orWrongUsage() {
        assertThat(run("pin", "ffff", "--state-dir", stateDir.toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("gitvoy: no commit of refs/heads/main begins with ffff (status 409)\n");

        err.getBuffer().setLength(0);
        assertThat(run("pin", "../x", "--state-dir", stateDir.toString())).isEqualTo(2);
        assertThat(err.toString()).startsWith("gitvoy: expected {\"commit\"");
        assertThat(run("pin", "--state-dir", stateDir.toString())).isEqualTo(2);
    }

    private List<String> written() {
        synchronized (out.getBuffer()) {
            return out.toString().lines().toList();
        }
    }

    private String admin() {
        return "http://127.0.0.1:" + server.port();
    }

    private int run(String command, String... more) {
        var args = new ArrayList<>(List.of(command, "--admin", admin()));
        args.addAll(List.of(more));
        return execute(Map.of(), args.toArray(String[]::new));
    }

    private int execute(Map<String, String> environment, String... args) {
        return Main.commandLine(environment, args)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
