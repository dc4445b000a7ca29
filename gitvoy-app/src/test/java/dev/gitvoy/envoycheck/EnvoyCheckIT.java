package dev.gitvoy.envoycheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gitvoy.envoy.EnvoyBinary;
import dev.gitvoy.envoy.EnvoyCommand;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.xds.resource.XdsArtifact;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real Envoy says about resources, and where we say that it is. */
class EnvoyCheckIT {
    private static final EnvoyCommand ENVOY = EnvoyBinary.pinned(EnvoyBinary.VERSION, System.out::println);

    private final List<Bootstrap> asked = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private EnvoyRun run;

    @BeforeEach
    void open() throws IOException {
        run = EnvoyRun.of(ENVOY);
    }

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void check_everyKindOfResource_isAccepted() throws IOException {
        assertThat(check(everyKind())).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void check_mistakesInEveryKind_allHaveTheirPlace() throws IOException {
        var problems = check(Compiled.of("xds/edge/1.yaml", Samples.TWO_ADDRESSES_BY_DNS)
                .with("xds/edge/2.yaml", Samples.NAME_IN_ENDPOINTS)
                .with("xds/edge/3.yaml", Samples.CHAINS_THAT_MATCH_THE_SAME)
                .with("xds/edge/4.yaml", Samples.UNKNOWN_PREDICATE)
                .with("xds/edge/5.yaml", Samples.LUA_THAT_DOES_NOT_PARSE)
                .with("xds/edge/6.yaml", Samples.CA_THAT_IS_NONE)
                .with("xds/edge/7.yaml", Samples.HOST_THAT_IS_THERE_TWICE)
                .with("xds/edge/9.yaml", Samples.FINE)
                .artifact());

        assertThat(problems)
                .allSatisfy(problem -> assertThat(problem.code()).isEqualTo("envoy-refused"))
                .allSatisfy(problem -> assertThat(problem.isError()).isTrue())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        has(
                                "xds/edge/1.yaml:2:3: ",
                                "refuses the cluster \"looked-up\": LOGICAL_DNS clusters must have"),
                        has(
                                "xds/edge/2.yaml:6:3: ",
                                "the cluster load assignment \"named\": malformed IP address: some"),
                        has(
                                "xds/edge/3.yaml:2:3: ",
                                "the listener \"twice\": ",
                                "filter chain 'b' has the same matching rules"),
                        has("xds/edge/4.yaml:5:1: ", "the route configuration \"retried\": ", "example.predicate"),
                        has(
                                "xds/edge/5.yaml:2:3: ",
                                "the extension configuration \"broken-script\": ",
                                "script load error"),
                        has("xds/edge/6.yaml:2:3: ", "the secret \"ca\": ", "Failed to load trusted CA"),
                        has(
                                "xds/edge/7.yaml:6:3: ",
                                "the virtual host \"on-demand/b\": ",
                                "unique values for domains"));
    }

    @Test
    void check_mistakeOfEveryone_isFoundOnce() throws IOException {
        var problems = check(Compiled.of("xds/all/1.yaml", Samples.TWO_ADDRESSES_BY_DNS)
                .with("xds/a/1.yaml", Samples.FINE)
                .with("xds/b/1.yaml", Samples.FINE)
                .artifact());

        assertThat(problems).extracting(Problem::toString).satisfiesExactly(has("xds/all/1.yaml:2:3: "));
    }

    @Test
    void check_groupsWithTheSame_areAskedAboutOnce() throws IOException {
        var problems = check(Compiled.of("xds/a/1.yaml", Samples.TWO_ADDRESSES_BY_DNS)
                .with("xds/b/2.yaml", "# moved\n" + Samples.TWO_ADDRESSES_BY_DNS)
                .artifact());

        assertThat(problems)
                .extracting(Problem::toString)
                .satisfiesExactly(has("xds/a/1.yaml:2:3: "), has("xds/b/2.yaml:3:3: "));
        assertThat(asked.stream().map(each -> each.getNode().getCluster())).containsOnly("a");
    }

    @Test
    void check_realKeysAndSecrets_neverReachEnvoy() throws IOException {
        var artifact = everyKind();

        check(artifact);

        assertThat(asked).isNotEmpty().allSatisfy(bootstrap -> assertThat(bootstrap.toString())
                .doesNotContain(Samples.KEY_LINE)
                .doesNotContain("hush")
                .doesNotContain("swordfish"));
    }

    @Test
    void check_pairThatIsNone_isFoundThoughEnvoyNeverSeesIt() throws IOException {
        var problems = check(Compiled.of("xds/edge/1.yaml", Samples.secret(Samples.CERTIFICATE, Samples.OTHER_KEY))
                .artifact());

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("tls-pair");
            assertThat(problem.isError()).isTrue();
            assertThat(problem)
                    .hasToString("xds/edge/1.yaml:2:3: private_key does not belong to the first certificate of"
                            + " certificate_chain");
        });
    }

    @Test
    void check_filesThatAreElsewhere_areWarnings() throws IOException {
        var problems = check(Compiled.of("xds/edge/1.yaml", Samples.FILES).artifact());

        assertThat(problems)
                .allSatisfy(problem -> assertThat(problem.isError()).isFalse())
                .allSatisfy(problem -> assertThat(problem.code()).isEqualTo("envoy-unchecked"))
                .extracting(Problem::toString)
                .satisfiesExactly(
                        has("1.yaml:2:3", "the trusted CA: the file /nowhere/ca.pem is only where Envoy runs"),
                        has("1.yaml:14:3", "the file /nowhere/script.lua is only where Envoy runs"),
                        has("1.yaml:29:3", "the certificate chain: the file /nowhere/cert.pem"),
                        has("1.yaml:29:3", "the private key: the file /nowhere/key.pem"));
    }

    /** Envoy would create the log, look up the name, and tell the world. */
    @Test
    void check_hasNoEffectOutside(@TempDir Path folder) throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(100);
            var log = folder.resolve("access.log");

            assertThat(check(Compiled.of("xds/edge/1.yaml", Samples.busy(server.getLocalPort(), log))
                            .artifact()))
                    .isEmpty();

            assertThat(log).doesNotExist();
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
            assertThat(asked.get(0).toString())
                    .doesNotContain("upstream.example")
                    .contains("192.0.2.1");
        }
    }

    @Test
    void judge_slowEnvoy_isNoAnswerAndIsStopped(@TempDir Path folder) throws IOException {
        var script = script(folder, "echo $$ > " + folder.resolve("pid") + "; exec sleep 60");
        try (var slow = EnvoyRun.of(new EnvoyCommand.Binary(script, "1.40.0", "a test"), Duration.ofMillis(500))) {
            assertThat(slow.judge(Bootstrap.getDefaultInstance()))
                    .isEqualTo(new Judge.Verdict.Undecided("Envoy 1.40.0 (a test) gave no answer within 0 s"));
        }
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void judge_files_areOursAloneAndGo(@TempDir Path folder) throws IOException {
        try (var shown = EnvoyRun.of(new EnvoyCommand.Binary(
                script(folder, "{ stat -c %a . bootstrap.pb; pwd; env; } > " + folder.resolve("seen") + "; exit 3"),
                "1.40.0",
                "a test"))) {
            assertThat(shown.judge(Bootstrap.getDefaultInstance()))
                    .isEqualTo(new Judge.Verdict.Refused("it ended with status 3, wordless"));
        }
        var seen = Files.readAllLines(folder.resolve("seen"));
        assertThat(seen.subList(0, 2)).containsExactly("700", "600");
        assertThat(Path.of(seen.get(2))).doesNotExist();
        assertThat(seen).noneMatch(line -> line.startsWith("HOME="));
    }

    private static Path script(Path folder, String body) throws IOException {
        var file = Files.writeString(folder.resolve("envoy"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static XdsArtifact everyKind() {
        return Compiled.of("xds/edge/1.yaml", Samples.FINE)
                .with("xds/edge/2.yaml", Samples.secret(Samples.CERTIFICATE, Samples.KEY))
                .with("xds/edge/3.yaml", Samples.OTHER_SECRETS)
                .with("xds/edge/4.yaml", Samples.USER_OF_THE_SECRET)
                .artifact();
    }

    private List<Problem> check(XdsArtifact artifact) throws IOException {
        return new EnvoyCheck(ENVOY).check(artifact, bootstrap -> {
            asked.add(bootstrap);
            return run.judge(bootstrap);
        });
    }

    private static ThrowingConsumer<String> has(String... parts) {
        return text ->
                assertThat(Stream.of(parts)).allSatisfy(part -> assertThat(text).contains(part));
    }
}
