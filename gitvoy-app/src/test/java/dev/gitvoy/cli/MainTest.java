package dev.gitvoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void noCommand_isWrongUsage() {
        assertThat(run()).isEqualTo(2);

        assertThat(err.toString().lines())
                .containsExactly(
                        "gitvoy: which command? serve, validate, diff, status, suspend, resume, pin, keys, bootstrap, completion or demo",
                        "See 'gitvoy --help'.");
    }

    @Test
    void unknownOption_isOneLine() {
        assertThat(run("serve", "--repo", ".", "--prot=1")).isEqualTo(2);

        assertThat(err.toString().lines()).hasSize(2).first().asString().contains("Unknown option: '--prot=1'");
    }

    @Test
    void missingRepo_isOneLine() {
        assertThat(run("serve")).isEqualTo(2);

        assertThat(err.toString()).startsWith("gitvoy: Missing required option: '--repo=URL|PATH'");
    }

    @Test
    void intervalTooShort_saysWhatIsExpected() {
        assertThat(run("serve", "--repo", "https://example.com/c.git", "--interval", "0s"))
                .isEqualTo(2);

        assertThat(err.toString()).startsWith("gitvoy: --interval=0ms: expected at least 1000ms, for example 10s\n");
    }

    @Test
    void intervalThatIsNone_saysWhatIsExpected() {
        assertThat(run("serve", "--repo", ".", "--interval", "soon")).isEqualTo(2);

        assertThat(err.toString()).contains("expected a duration such as 250ms, 10s or 5m");
    }

    @Test
    void portOutOfRange_saysWhatIsExpected() {
        assertThat(run("serve", "--repo", ".", "--admin-port", "70000")).isEqualTo(2);

        assertThat(err.toString()).startsWith("gitvoy: --admin-port=70000: expected 0 to 65535, for example 18000\n");
    }

    @Test
    void repositoryOfAKindThatIsNotFetchedFrom_saysWhatIs() {
        assertThat(run("serve", "--repo", "ftp://example.com/c.git")).isEqualTo(2);

        assertThat(err.toString()).contains("ftp is not supported; use https://, ssh:// or a local path");
    }

    @Test
    void repositoryWithAPassword_namesTheOptionsAndNotThePassword() {
        assertThat(run("serve", "--repo", "https://ada:hunter2@example.com/c.git"))
                .isEqualTo(2);

        assertThat(err.toString())
                .startsWith("gitvoy: --repo=https://example.com/c.git: credentials do not belong into the address;"
                        + " give --git-username and --git-password-file\n")
                .doesNotContain("hunter2");
    }

    @Test
    void proxyWithAPassword_namesTheOptionAndNotThePassword() {
        assertThat(run("serve", "--repo", "https://example.com/c.git", "--git-proxy", "http://ada:hunter2@proxy:3128"))
                .isEqualTo(2);

        assertThat(err.toString()).contains("--git-proxy-password-file").doesNotContain("hunter2");
    }

    @Test
    void branchAndTag_excludeEachOther() {
        assertThat(run("serve", "--repo", ".", "--branch", "main", "--tag", "v1"))
                .isEqualTo(2);

        assertThat(err.toString()).startsWith("gitvoy: --branch, --tag, --ref and --commit exclude each other");
    }

    @Test
    void shortenedCommit_saysWhatIsExpected() {
        assertThat(run("serve", "--repo", ".", "--commit", "3f9c2ab")).isEqualTo(2);

        assertThat(err.toString()).startsWith("gitvoy: --commit=3f9c2ab: expected all 40 characters of a commit's id");
    }

    @Test
    void sshWithoutKnownHosts_saysWhatIsMissing() {
        assertThat(run("serve", "--repo", "git@example.com:c.git", "--git-ssh-key-file", "key"))
                .isEqualTo(2);

        assertThat(err.toString())
                .startsWith("gitvoy: --repo=git@example.com:c.git needs --git-ssh-key-file and --git-known-hosts-file");
    }

    @Test
    void gitOptions_areKeysOfTheConfigFile() throws IOException {
        var config = Files.writeString(
                temp.resolve("gitvoy.yaml"),
                "repo: https://example.com/c.git\ngit-bearer-file: a\ngit-password-file: b\n");

        assertThat(run("serve", "--config", config.toString(), "--git-username", "git"))
                .isEqualTo(2);

        assertThat(err.toString()).startsWith("gitvoy: --git-password-file and --git-bearer-file exclude each other");
    }

    @Test
    void fetchLimitThatIsNone_saysWhatIsExpected() {
        assertThat(run("serve", "--repo", "https://example.com/c.git", "--fetch-max-bytes", "much"))
                .isEqualTo(2);

        assertThat(err.toString()).startsWith("gitvoy: --fetch-max-bytes=much: expected a size such as 512MiB or 2GiB");
    }

    @Test
    void portInUse_isOneLineThatNamesTheOption() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(taken.getLocalPort());

            assertThat(run(
                            "serve",
                            "--repo",
                            temp.toString(),
                            "--xds-port",
                            port,
                            "--xds-rest-port",
                            "0",
                            "--admin-port",
                            "0"))
                    .isEqualTo(2);
            assertThat(err.toString().lines())
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("gitvoy: --xds-port=" + port + ": cannot listen on 127.0.0.1:" + port)
                    .endsWith("; choose another port, or 0 for a free one");

            err.getBuffer().setLength(0);
            assertThat(run(
                            "serve",
                            "--repo",
                            temp.toString(),
                            "--xds-port",
                            "0",
                            "--xds-rest-port",
                            "0",
                            "--admin-port",
                            port))
                    .isEqualTo(2);
            assertThat(err.toString()).startsWith("gitvoy: --admin-port=" + port + ": cannot listen on");
        }
    }

    @Test
    void validate_quickstart_isOk() {
        assertThat(run("validate", "../examples/quickstart")).isZero();
    }

    @Test
    void validate_trafficExamples_areOk() {
        assertThat(run("validate", "../examples/traffic")).isZero();
        assertThat(out.toString()).contains("ok: ").contains(" 0 warnings");
    }

    @Test
    void configFile_unknownKey_saysWhere() throws IOException {
        write("server.yaml", "repo: .\nxds-prot: 1\n");

        assertThat(run("serve", "--config", temp.resolve("server.yaml").toString()))
                .isEqualTo(2);

        assertThat(err.toString()).contains("server.yaml:2:1: unknown option \"xds-prot\"");
    }

    @Test
    void option_flagBeforeEnvironmentBeforeFileBeforeDefault() throws IOException {
        write("server.yaml", "repo: .\nxds-port: 70001\nadmin-port: 70002\n");
        var file = temp.resolve("server.yaml").toString();
        var environment = Map.of("GITVOY_XDS_PORT", "70003");

        run(environment, "serve", "--config", file, "--xds-port", "70004");
        assertThat(err.toString()).startsWith("gitvoy: --xds-port=70004");

        err.getBuffer().setLength(0);
        run(environment, "serve", "--config", file);
        assertThat(err.toString()).startsWith("gitvoy: --xds-port=70003");

        err.getBuffer().setLength(0);
        run(Map.of(), "serve", "--config", file);
        assertThat(err.toString()).startsWith("gitvoy: --xds-port=70001");

        err.getBuffer().setLength(0);
        run(Map.of(), "serve", "--config", file, "--xds-port", "0");
        assertThat(err.toString()).startsWith("gitvoy: --admin-port=70002");
    }

    private int run(String... args) {
        return run(Map.of(), args);
    }

    private int run(Map<String, String> environment, String... args) {
        return Main.commandLine(environment, args)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private void write(String path, String content) throws IOException {
        var file = temp.resolve(path);
        var parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, content);
    }
}
