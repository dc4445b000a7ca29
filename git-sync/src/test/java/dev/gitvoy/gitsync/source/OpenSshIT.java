package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A forge as people have it at home: OpenSSH and Git, with keys and known hosts made by OpenSSH's own tools. */
@Tag("full")
class OpenSshIT {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Map<String, String> CONTENTS = Map.of("xds/all/a.yaml", "a");

    @TempDir
    private Path temp;

    private TestRepository repository;
    private Process sshd;
    private int port;

    @BeforeEach
    void startServer() throws Exception {
        if (!Files.isExecutable(SSHD)) {
            fail(SSHD + " is missing; on Debian: apt-get install openssh-server");
        }
        repository = new TestRepository(temp.resolve("forge"));
        repository.commit("xds/all/a.yaml", "a");
        keygen("host", "-t", "ed25519", "-N", "");
        port = freePort();
        var config = Files.writeString(
                temp.resolve("sshd_config"),
                String.join(
                        "\n",
                        "Port " + port,
                        "ListenAddress 127.0.0.1",
                        "HostKey " + temp.resolve("host"),
                        "AuthorizedKeysFile " + temp.resolve("authorized_keys"),
                        "PidFile none",
                        "StrictModes no",
                        "UsePAM no",
                        "PasswordAuthentication no",
                        "PermitRootLogin prohibit-password",
                        ""));
        if (System.getProperty("user.name").equals("root")) {
            // Where root's sshd locks itself in; made at boot elsewhere.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        sshd = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("sshd.log").toFile())
                .start();
        await().until(this::answers);
    }

    @AfterEach
    void stopServer() throws InterruptedException {
        sshd.destroy();
        if (!sshd.waitFor(10, TimeUnit.SECONDS)) {
            sshd.destroyForcibly();
        }
    }

    @Test
    void keysOfOpenSsh_areAccepted() throws Exception {
        var passphrase = Files.writeString(temp.resolve("passphrase"), "open sesame\n");
        var kinds = Map.of(
                "ed25519", List.of("-t", "ed25519", "-N", ""),
                "ed25519-locked", List.of("-t", "ed25519", "-N", "open sesame"),
                "ecdsa", List.of("-t", "ecdsa", "-b", "256", "-N", ""),
                "rsa", List.of("-t", "rsa", "-b", "2048", "-N", ""),
                "rsa-pem-locked", List.of("-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "open sesame"),
                "rsa-pkcs8", List.of("-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", ""),
                "rsa-pkcs8-locked", List.of("-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", "open sesame"));
        var authorized = new StringBuilder();
        for (var kind : kinds.entrySet()) {
            keygen(kind.getKey(), kind.getValue().toArray(String[]::new));
            authorized.append(Files.readString(temp.resolve(kind.getKey() + ".pub")));
        }
        Files.writeString(temp.resolve("authorized_keys"), authorized);
        var known = keyscan();

        for (var kind : kinds.keySet()) {
            var files = new HashMap<CredentialFile, Path>();
            files.put(CredentialFile.SSH_KEY, temp.resolve(kind));
            files.put(CredentialFile.KNOWN_HOSTS, known);
            if (kind.endsWith("-locked")) {
                files.put(CredentialFile.SSH_PASSPHRASE, passphrase);
            }
            try (var tester = new FetchTester(temp.resolve("state-" + kind), address(), FetchTester.files(files))) {
                assertThat(tester.contents()).as(kind).isEqualTo(CONTENTS);
            }
        }
    }

    @Test
    void keyThatIsNotAuthorized_isRefused_andHashedHostsAreUnderstood() throws Exception {
        keygen("stranger", "-t", "ed25519", "-N", "");
        Files.writeString(temp.resolve("authorized_keys"), "");
        var known = keyscan();
        run("ssh-keygen", "-q", "-H", "-f", known.toString());
        assertThat(known).content().startsWith("|1|");

        try (var tester = new FetchTester(
                temp.resolve("state"),
                address(),
                FetchTester.files(
                        Map.of(CredentialFile.SSH_KEY, temp.resolve("stranger"), CredentialFile.KNOWN_HOSTS, known)))) {
            assertThat(tester.failure())
                    .hasMessageContaining("does not accept the key")
                    .extracting(SourceException::failure)
                    .isEqualTo(SourceFailure.AUTHENTICATION);

            Files.copy(
                    temp.resolve("stranger.pub"), temp.resolve("authorized_keys"), StandardCopyOption.REPLACE_EXISTING);
            tester.source().forgetFailure();

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void repositoryThatIsNotThere_saysSo() throws Exception {
        keygen("id", "-t", "ed25519", "-N", "");
        Files.copy(temp.resolve("id.pub"), temp.resolve("authorized_keys"));

        try (var tester = new FetchTester(
                temp.resolve("state"),
                address() + "-not",
                FetchTester.files(
                        Map.of(CredentialFile.SSH_KEY, temp.resolve("id"), CredentialFile.KNOWN_HOSTS, keyscan())))) {
            assertThat(tester.failure().failure()).isEqualTo(SourceFailure.NOT_FOUND);
        }
    }

    private String address() {
        return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port + repository.path();
    }

    private Path keyscan() throws Exception {
        return Files.writeString(
                temp.resolve("known_hosts"),
                run("ssh-keyscan", "-t", "ed25519", "-p", String.valueOf(port), "127.0.0.1"));
    }

    private void keygen(String file, String... options) throws Exception {
        var command = new ArrayList<>(
                List.of("ssh-keygen", "-q", "-f", temp.resolve(file).toString()));
        command.addAll(List.of(options));
        run(command.toArray(String[]::new));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return output;
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
