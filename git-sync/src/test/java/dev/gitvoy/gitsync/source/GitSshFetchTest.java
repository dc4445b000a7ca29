package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a forge is reached over SSH: with which keys, and with which hosts not. */
class GitSshFetchTest {
    private static final Map<String, String> CONTENTS = Map.of("xds/all/a.yaml", "a");

    @TempDir
    private Path temp;

    private TestRepository repository;
    private SshForge forge;
    private KeyPair key;

    @BeforeEach
    void startForge() throws Exception {
        repository = new TestRepository(temp.resolve("forge"));
        repository.commit("xds/all/a.yaml", "a");
        forge = new SshForge(repository.path());
        key = SshForge.ed25519();
    }

    @AfterEach
    void stopForge() {
        forge.close();
    }

    @Test
    void keysOfEveryKind_areAccepted() throws Exception {
        var rsa = SshForge.rsa();
        var pkcs1 = PrivateKeyInfo.getInstance(rsa.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        var ecdsa = SshForge.ecdsa();
        var ed25519 = SshForge.ed25519();
        var files = Map.of(
                SshForge.writeOpenSsh(ed25519, null, temp.resolve("ed25519")),
                ed25519,
                SshForge.writeOpenSsh(ecdsa, null, temp.resolve("ecdsa")),
                ecdsa,
                SshForge.writeOpenSsh(rsa, null, temp.resolve("rsa")),
                rsa,
                Files.writeString(temp.resolve("rsa.pem"), TestAuthority.pem("RSA PRIVATE KEY", pkcs1)),
                rsa,
                Files.writeString(
                        temp.resolve("rsa8.pem"),
                        TestAuthority.pem("PRIVATE KEY", rsa.getPrivate().getEncoded())),
                rsa);
        files.values().forEach(forge::authorize);

        for (var file : files.keySet()) {
            try (var tester = new FetchTester(temp.resolve("state-" + file.getFileName()), address(), access(file))) {
                assertThat(tester.contents()).as(file.toString()).isEqualTo(CONTENTS);
            }
        }
    }

    @Test
    void keyUnderAPassphrase_isOpened_andWhatIsMissingIsNamed() throws Exception {
        var key = SshForge.ed25519();
        forge.authorize(key);
        var file = SshForge.writeOpenSsh(key, "open sesame", temp.resolve("id"));
        var passphrase = Files.writeString(temp.resolve("passphrase"), "wrong\n");

        try (var tester = new FetchTester(temp.resolve("without"), address(), access(file))) {
            assertThat(tester.failure())
                    .hasMessage(
                            "--git-ssh-key-file=" + file + ": the key is encrypted; give --git-ssh-passphrase-file");
        }
        try (var tester = new FetchTester(temp.resolve("with"), address(), access(file, passphrase))) {
            assertThat(tester.failure())
                    .hasMessage("--git-ssh-key-file=" + file + ": the passphrase in " + passphrase
                            + " does not open the key");
            assertThat(forge.logins()).isZero();

            Files.writeString(passphrase, "open sesame\n");

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void publicKey_isRecognized() throws Exception {
        var file = Files.writeString(temp.resolve("id.pub"), "ssh-ed25519 AAAA ada@example.com\n");

        try (var tester = new FetchTester(temp.resolve("state"), address(), access(file))) {
            assertThat(tester.failure())
                    .hasMessage("--git-ssh-key-file=" + file + ": a public key; give the private one (without .pub)");
        }
    }

    @Test
    void nonsenseForAKey_isNotQuoted() throws Exception {
        var file = Files.writeString(
                temp.resolve("id"), "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n");

        try (var tester = new FetchTester(temp.resolve("state"), address(), access(file))) {
            assertThat(tester.failure())
                    .hasMessage("--git-ssh-key-file=" + file
                            + ": expected a private key, in the format of OpenSSH or in PEM");
        }
    }

    @Test
    void unknownHost_isRefused_andSaysHowToLearnItsKey() throws Exception {
        var file = authorized();
        var known = Files.writeString(
                temp.resolve("known_hosts"),
                "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n");

        try (var tester = new FetchTester(temp.resolve("state"), address(), access(file, null, known))) {
            assertThat(tester.failure())
                    .hasMessageContaining("its host key is not in " + known)
                    .hasMessageContaining("SHA256:")
                    .hasMessageContaining("\"ssh-keyscan -p " + forge.port() + " 127.0.0.1\"")
                    .extracting(SourceException::failure)
                    .isEqualTo(SourceFailure.REFUSED);
            assertThat(forge.logins()).isZero();
            assertThat(known).content().startsWith("github.com").hasLineCount(1);

            forge.writeKnownHosts(known, forge.port());

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void changedHostKey_isRefused_andSaysSo() throws Exception {
        var file = authorized();
        try (var tester = new FetchTester(temp.resolve("state"), address(), access(file))) {
            assertThat(tester.contents()).isEqualTo(CONTENTS);
            forge.changeHostKey();

            assertThat(tester.failure())
                    .hasMessageContaining("its host key is another one than in ")
                    .hasMessageContaining("somebody may be in between");

            forge.writeKnownHosts(temp.resolve("known_hosts"), forge.port());

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void wrongKey_isTriedOnce_thenNotBeforeTheFileChanges() throws Exception {
        var right = SshForge.ed25519();
        forge.authorize(right);
        var file = SshForge.writeOpenSsh(SshForge.ed25519(), null, temp.resolve("id"));

        try (var tester = new FetchTester(temp.resolve("state"), address(), access(file))) {
            assertThat(tester.failure())
                    .hasMessageContaining("does not accept the key (git@127.0.0.1:" + forge.port() + ")")
                    .extracting(SourceException::failure)
                    .isEqualTo(SourceFailure.AUTHENTICATION);
            tester.failure();
            assertThat(forge.logins()).isEqualTo(1);

            SshForge.writeOpenSsh(right, null, file);

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void repositoryThatIsNotThere_saysSo() throws Exception {
        var file = authorized();
        forge.close();
        forge = new SshForge(temp.resolve("nothing"));
        forge.authorize(key);

        try (var tester = new FetchTester(temp.resolve("state"), address(), access(file))) {
            assertThat(tester.failure())
                    .hasMessageContaining("cannot be reached")
                    .extracting(SourceException::failure)
                    .isEqualTo(SourceFailure.NOT_FOUND);
        }
    }

    @Test
    void forgeThatSaysNothing_isGivenUpAtTheDeadline() throws Exception {
        var file = authorized();
        forge.stall(true);

        try (var tester = new FetchTester(
                temp.resolve("state"),
                address(),
                GitRevision.branch("main"),
                access(file),
                new FetchLimits(Duration.ofSeconds(2), 64 << 20))) {
            var started = System.nanoTime();
            assertThat(tester.failure()).hasMessageEndingWith("the fetch did not end within 2000 ms (--fetch-timeout)");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(6));
            forge.stall(false);

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void moreThanTheBudget_isRefused() throws Exception {
        var noise = new byte[200_000];
        ThreadLocalRandom.current().nextBytes(noise);
        repository.commit("xds/all/noise.yaml", new String(noise, StandardCharsets.ISO_8859_1));

        try (var tester = new FetchTester(
                temp.resolve("state"),
                address(),
                GitRevision.branch("main"),
                access(authorized()),
                new FetchLimits(Duration.ofSeconds(20), 100_000))) {
            assertThat(tester.failure()).hasMessageContaining("sends more than 100000 bytes");
        }
    }

    @Test
    void proxy_isGoneThrough() throws Exception {
        var password = Files.writeString(temp.resolve("proxy-password"), "pr0xy\n");
        try (var proxy = new ConnectProxy(HttpForge.basic("ada", "pr0xy"))) {
            var access = access(authorized());
            var files = new HashMap<>(access.files());
            files.put(CredentialFile.PROXY_PASSWORD, password);

            try (var tester = new FetchTester(
                    temp.resolve("state"),
                    address(),
                    new GitAccess(
                            Optional.empty(),
                            files,
                            Optional.of(URI.create("http://ada@127.0.0.1:" + proxy.port()))))) {
                assertThat(tester.contents()).isEqualTo(CONTENTS);
                assertThat(proxy.tunnels()).isNotEmpty();
            }
        }
    }

    @Test
    void homeFolder_isNotLookedInto() throws Exception {
        var home = Files.createDirectories(temp.resolve("home"));
        var ssh = Files.createDirectories(home.resolve(".ssh"));
        // Would send everybody elsewhere, and accept any host.
        Files.writeString(ssh.resolve("config"), "Host *\n  Port 1\n  StrictHostKeyChecking no\n");
        forge.writeKnownHosts(ssh.resolve("known_hosts"), forge.port());
        var known = Files.writeString(temp.resolve("known_hosts"), "# nobody\n");
        var before = FS.DETECTED.userHome();
        FS.DETECTED.setUserHome(home.toFile());
        try (var tester = new FetchTester(temp.resolve("state"), address(), access(authorized(), null, known))) {
            assertThat(tester.failure()).hasMessageContaining("its host key is not in " + known);
        } finally {
            FS.DETECTED.setUserHome(before);
        }
    }

    private String address() {
        return "ssh://git@127.0.0.1:" + forge.port() + "/config.git";
    }

    private Path authorized() throws Exception {
        forge.authorize(key);
        return SshForge.writeOpenSsh(key, null, temp.resolve("id"));
    }

    private GitAccess access(Path key) throws Exception {
        return access(key, null);
    }

    private GitAccess access(Path key, @Nullable Path passphrase) throws Exception {
        return access(key, passphrase, forge.writeKnownHosts(temp.resolve("known_hosts"), forge.port()));
    }

    private static GitAccess access(Path key, @Nullable Path passphrase, Path knownHosts) {
        var files = new HashMap<CredentialFile, Path>();
        files.put(CredentialFile.SSH_KEY, key);
        files.put(CredentialFile.KNOWN_HOSTS, knownHosts);
        if (passphrase != null) {
            files.put(CredentialFile.SSH_PASSPHRASE, passphrase);
        }
        return FetchTester.files(files);
    }
}
