package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a forge is reached over HTTP, and what becomes of each of its answers. */
class GitHttpFetchTest {
    private static final Map<String, String> CONTENTS = Map.of("xds/all/a.yaml", "a");

    @TempDir
    private Path temp;

    private TestRepository repository;
    private HttpForge forge;

    @BeforeEach
    void startForge() throws Exception {
        repository = new TestRepository(temp.resolve("forge"));
        repository.commit("xds/all/a.yaml", "a");
        forge = HttpForge.http(repository.path());
    }

    @AfterEach
    void stopForge() {
        forge.close();
    }

    @Test
    void wrongPassword_isTriedOnce_thenNotBeforeTheFileChanges() throws Exception {
        forge.require(HttpForge.basic("ada", "new-s3cret"));
        var password = Files.writeString(temp.resolve("password"), "old-s3cret\n");

        try (var tester = tester(user("ada", password))) {
            assertThat(tester.failure())
                    .hasMessageContaining("does not accept the credentials (401)")
                    .extracting(SourceException::failure)
                    .isEqualTo(SourceFailure.AUTHENTICATION);
            assertThat(tester.failure()).hasMessageNotContaining("old-s3cret");
            assertThat(tester.failure()).hasMessageNotContaining(HttpForge.basic("ada", "old-s3cret"));
            assertThat(forge.requests()).hasSize(1);

            var before = tester.source().accessFingerprint();
            Files.writeString(password, "new-s3cret\n");

            assertThat(tester.source().accessFingerprint()).isNotEqualTo(before);
            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void wrongPassword_isTriedAgainWhenAPersonAsks() throws Exception {
        forge.require(HttpForge.basic("ada", "s3cret"));
        var password = Files.writeString(temp.resolve("password"), "wrong");

        try (var tester = tester(user("ada", password))) {
            tester.failure();
            tester.source().forgetFailure();
            tester.failure();
            tester.failure();

            assertThat(forge.requests()).hasSize(2);
        }
    }

    @Test
    void secondToken_ofTheSameLengthAtTheSameTime_isSeen() throws Exception {
        forge.require("Bearer token-1");
        var token = Files.writeString(temp.resolve("token"), "token-1");
        var time = Files.getLastModifiedTime(token);

        try (var tester = tester(FetchTester.files(Map.of(CredentialFile.BEARER, token)))) {
            assertThat(tester.contents()).isEqualTo(CONTENTS);
            forge.require("Bearer token-2");
            Files.setLastModifiedTime(Files.writeString(token, "token-2"), time);

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void tokenWithALineBreak_isRefusedWithoutShowingIt() throws Exception {
        var token = Files.writeString(temp.resolve("token"), "s3cret\ntoken");

        try (var tester = tester(FetchTester.files(Map.of(CredentialFile.BEARER, token)))) {
            assertThat(tester.failure())
                    .hasMessage("--git-bearer-file=" + token + ": expected one token without spaces or line breaks");
            assertThat(forge.requests()).isEmpty();
        }
    }

    @Test
    void passwordFileThatIsGone_saysWhich_andIsReadWhenItIsBack() throws Exception {
        var password = temp.resolve("password");

        try (var tester = tester(user("ada", password))) {
            assertThat(tester.failure()).hasMessage("--git-password-file=" + password + ": the file does not exist");

            Files.writeString(password, "any");

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void noCredentials_whereTheyAreWanted_namesTheOptions() throws Exception {
        forge.require("Bearer token");

        try (var tester = tester(GitAccess.NONE)) {
            assertThat(tester.failure())
                    .hasMessageStartingWith(forge.address() + " wants credentials (401): give --git-username and"
                            + " --git-password-file, or --git-bearer-file");
            assertThat(forge.requests()).hasSize(1);
        }
    }

    @Test
    void forbidden_isNotAskedAgain() throws Exception {
        forge.answer(403);

        try (var tester = tester(GitAccess.NONE)) {
            assertThat(tester.failure()).hasMessageContaining("forbids to read it (403)");
            tester.failure();

            assertThat(forge.requests()).hasSize(1);
        }
    }

    @Test
    void notFound_isAskedAgain() throws Exception {
        forge.answer(404);

        try (var tester = tester(GitAccess.NONE)) {
            assertThat(tester.failure())
                    .hasMessageContaining("there is no repository at this address (404)")
                    .extracting(SourceException::failure)
                    .isEqualTo(SourceFailure.NOT_FOUND);
            forge.answerAsUsual();

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    @Test
    void tooManyRequests_tellsHowLongToWait() throws Exception {
        for (int status : new int[] {429, 503, 403}) {
            forge.answer((request, response) -> {
                response.setHeader("Retry-After", "120");
                response.setStatus(status);
                return true;
            });
            try (var tester = tester(GitAccess.NONE)) {
                var failure = tester.failure();

                assertThat(failure.failure()).isEqualTo(SourceFailure.BUSY);
                assertThat(failure.retryAfter()).contains(Duration.ofMinutes(2));
                assertThat(failure)
                        .hasMessage(forge.address() + " is busy (" + status + ") and wants to be asked again in 120 s");
            }
        }
    }

    @Test
    void retryAfter_isSecondsOrADate() {
        var now = Instant.parse("2026-11-25T04:00:00Z");

        assertThat(ForgeHttpConnection.retryAfter("7", now)).isEqualTo(Duration.ofSeconds(7));
        assertThat(ForgeHttpConnection.retryAfter("Wed, 25 Nov 2026 04:01:00 GMT", now))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(ForgeHttpConnection.retryAfter("Wed, 25 Nov 2026 03:00:00 GMT", now))
                .isEqualTo(Duration.ZERO);
        assertThat(ForgeHttpConnection.retryAfter("soon", now)).isNull();
        assertThat(ForgeHttpConnection.retryAfter(null, now)).isNull();
    }

    @Test
    void loginPage_isNotTakenForARepository() throws Exception {
        forge.answer((request, response) -> {
            response.setContentType("text/html");
            response.getOutputStream().write("<html>Log in</html>".getBytes(StandardCharsets.UTF_8));
            return true;
        });

        try (var tester = tester(GitAccess.NONE)) {
            assertThat(tester.failure()).hasMessageContaining("answers with a web page, perhaps one to log in");
            assertThat(forge.requests()).hasSize(1);
        }
    }

    @Test
    void plainFiles_areNotTakenForARepository() throws Exception {
        forge.answer((request, response) -> {
            response.setContentType("text/plain");
            response.getOutputStream()
                    .write("0000000000000000000000000000000000000001\trefs/heads/main\n"
                            .getBytes(StandardCharsets.UTF_8));
            return true;
        });

        try (var tester = tester(GitAccess.NONE)) {
            assertThat(tester.failure()).hasMessageContaining("is no Git repository over smart HTTP");
            assertThat(forge.requests()).hasSize(1);
        }
    }

    @Test
    void redirectToAnotherHost_isNotFollowed_andNamed() throws Exception {
        try (var other = HttpForge.http(repository.path())) {
            forge.answer((request, response) -> {
                response.setHeader(
                        "Location",
                        other.address().replace("127.0.0.1", "localhost") + "/info/refs?service=git-upload-pack");
                response.setStatus(302);
                return true;
            });

            try (var tester = tester(bearer("token"))) {
                assertThat(tester.failure())
                        .hasMessageContaining("sends elsewhere, to http://localhost:" + other.port())
                        .hasMessageEndingWith("if that is right, give its address as --repo");
                assertThat(other.requests()).isEmpty();
            }
        }
    }

    @Test
    void redirectToAnotherPort_isNotFollowed() throws Exception {
        try (var other = HttpForge.http(repository.path())) {
            forge.answer((request, response) -> {
                response.setHeader("Location", other.address() + "/info/refs?service=git-upload-pack");
                response.setStatus(301);
                return true;
            });

            try (var tester = tester(bearer("token"))) {
                assertThat(tester.failure()).hasMessageContaining("sends elsewhere");
                assertThat(other.requests()).isEmpty();
            }
        }
    }

    @Test
    void redirectWithinTheHost_isFollowed_withTheCredentials() throws Exception {
        forge.answer((request, response) -> {
            if (request.getRequestURI().startsWith("/git/")) {
                return false;
            }
            response.setHeader("Location", "/git/config.git/info/refs?service=git-upload-pack");
            response.setStatus(301);
            return true;
        });

        try (var tester = new FetchTester(
                temp.resolve("state"), "http://127.0.0.1:" + forge.port() + "/renamed", bearer("token"))) {
            assertThat(tester.contents()).isEqualTo(CONTENTS);
            assertThat(forge.requests())
                    .extracting(HttpForge.Request::authorization)
                    .containsOnly(Optional.of("Bearer token"));
        }
    }

    @Test
    void redirectInACircle_ends() throws Exception {
        forge.answer((request, response) -> {
            response.setHeader("Location", request.getRequestURI() + "?service=git-upload-pack");
            response.setStatus(301);
            return true;
        });

        try (var tester = tester(GitAccess.NONE)) {
            assertThat(tester.failure()).hasMessageContaining("cannot be reached");
            assertThat(forge.requests()).hasSizeLessThan(10);
        }
    }

    @Test
    void nothingListening_saysSo() throws Exception {
        var port = forge.port();
        forge.close();

        try (var tester = new FetchTester(
                temp.resolve("state"), "http://127.0.0.1:" + port + "/git/config.git", GitAccess.NONE)) {
            assertThat(tester.failure())
                    .hasMessageContaining("cannot be reached: nothing answers at 127.0.0.1:" + port);
        }
    }

    @Test
    void whatDoesNotSpeakHttp_saysSo() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var thread = new Thread(() -> {
                try (var client = socket.accept()) {
                    client.getOutputStream().write("SSH-2.0-nonsense\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // The client has gone.
                }
            });
            thread.start();

            try (var tester = new FetchTester(
                    temp.resolve("state"), "http://127.0.0.1:" + socket.getLocalPort() + "/c.git", GitAccess.NONE)) {
                assertThat(tester.failure()).hasMessageContaining("cannot be reached");
            }
            thread.join();
        }
    }

    @Test
    void moreThanTheBudget_isRefused() throws Exception {
        var noise = new byte[200_000];
        ThreadLocalRandom.current().nextBytes(noise);
        repository.commit("xds/all/noise.yaml", new String(noise, StandardCharsets.ISO_8859_1));

        try (var tester = new FetchTester(
                temp.resolve("state"),
                forge.address(),
                GitRevision.branch("main"),
                GitAccess.NONE,
                new FetchLimits(Duration.ofSeconds(20), 100_000))) {
            assertThat(tester.failure())
                    .hasMessage(forge.address() + " sends more than 100000 bytes; if the repository is that large,"
                            + " raise --fetch-max-bytes")
                    .extracting(SourceException::failure)
                    .isEqualTo(SourceFailure.REFUSED);
        }
    }

    @Test
    void compressedBomb_isCountedAsItExpands() throws Exception {
        forge.answer((request, response) -> {
            response.setContentType("application/x-git-upload-pack-advertisement");
            response.setHeader("Content-Encoding", "gzip");
            try (var out = new GZIPOutputStream(response.getOutputStream())) {
                out.write("001e# service=git-upload-pack\n0000".getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < 30_000; i++) {
                    out.write("0044%040x refs/heads/bomb-%06d\n".formatted(1, i).getBytes(StandardCharsets.UTF_8));
                }
                out.write("0000".getBytes(StandardCharsets.UTF_8));
            }
            return true;
        });

        try (var tester = new FetchTester(
                temp.resolve("state"),
                forge.address(),
                GitRevision.branch("main"),
                GitAccess.NONE,
                new FetchLimits(Duration.ofSeconds(20), 1_000_000))) {
            assertThat(tester.failure()).hasMessageContaining("sends more than 1000000 bytes");
        }
    }

    @Test
    void privateAuthority_isTrustedWhenGiven_andNamedWhenNot() throws Exception {
        var authority = new TestAuthority("forge");
        try (var secure = HttpForge.https(repository.path(), authority.server(), Optional.empty())) {
            try (var tester = new FetchTester(temp.resolve("without"), secure.address(), GitAccess.NONE)) {
                assertThat(tester.failure())
                        .hasMessageContaining("signed by nobody who is trusted")
                        .hasMessageContaining("--git-ca-file");
            }
            try (var tester = new FetchTester(
                    temp.resolve("with"),
                    secure.address(),
                    FetchTester.files(Map.of(CredentialFile.CA, authority.writeTo(temp.resolve("ca.pem")))))) {
                assertThat(tester.contents()).isEqualTo(CONTENTS);
            }
        }
    }

    @Test
    void certificateThatExpiredOrIsForAnother_saysSo() throws Exception {
        var authority = new TestAuthority("forge");
        var access = FetchTester.files(Map.of(CredentialFile.CA, authority.writeTo(temp.resolve("ca.pem"))));
        try (var expired = HttpForge.https(
                        repository.path(), authority.server(Duration.ofDays(-1), "127.0.0.1"), Optional.empty());
                var tester = new FetchTester(temp.resolve("expired"), expired.address(), access)) {
            assertThat(tester.failure()).hasMessageContaining("is not valid now");
        }
        try (var another = HttpForge.https(
                        repository.path(), authority.server(Duration.ofDays(1), "192.0.2.1"), Optional.empty());
                var tester = new FetchTester(temp.resolve("another"), another.address(), access)) {
            assertThat(tester.failure()).hasMessageContaining("the certificate is not for 127.0.0.1");
        }
    }

    @Test
    void clientCertificate_isShownWhenGiven_andWantedWhenNot() throws Exception {
        var authority = new TestAuthority("forge");
        var files = new HashMap<CredentialFile, Path>();
        files.put(CredentialFile.CA, authority.writeTo(temp.resolve("ca.pem")));
        try (var secure = HttpForge.https(repository.path(), authority.server(), Optional.of(authority))) {
            try (var tester = new FetchTester(temp.resolve("without"), secure.address(), FetchTester.files(files))) {
                assertThat(tester.failure())
                        .hasMessageContaining("accept the client certificate, or want")
                        .hasMessageContaining("--git-client-cert-file");
            }

            authority.client().writeTo(temp.resolve("client.pem"), temp.resolve("client.key"));
            files.put(CredentialFile.CLIENT_CERT, temp.resolve("client.pem"));
            files.put(CredentialFile.CLIENT_KEY, temp.resolve("client.key"));
            try (var tester = new FetchTester(temp.resolve("with"), secure.address(), FetchTester.files(files))) {
                assertThat(tester.contents()).isEqualTo(CONTENTS);

                // Rotated in two steps, of which the first alone makes no pair.
                authority.client().writeTo(temp.resolve("client.pem"), temp.resolve("other.key"));
                assertThat(tester.failure()).hasMessageContaining("not the key of the first certificate");
                Files.copy(temp.resolve("other.key"), temp.resolve("client.key"), StandardCopyOption.REPLACE_EXISTING);
                assertThat(tester.contents()).isEqualTo(CONTENTS);
            }
        }
    }

    @Test
    void proxy_isGoneThrough_withItsPassword() throws Exception {
        var authority = new TestAuthority("forge");
        var password = Files.writeString(temp.resolve("proxy-password"), "pr0xy\n");
        var files = Map.of(
                CredentialFile.CA, authority.writeTo(temp.resolve("ca.pem")), CredentialFile.PROXY_PASSWORD, password);
        try (var secure = HttpForge.https(repository.path(), authority.server(), Optional.empty());
                var proxy = new ConnectProxy(HttpForge.basic("ada", "pr0xy"));
                var tester = new FetchTester(
                        temp.resolve("state"),
                        secure.address(),
                        new GitAccess(
                                Optional.empty(),
                                files,
                                Optional.of(URI.create("http://ada@127.0.0.1:" + proxy.port()))))) {
            assertThat(tester.contents()).isEqualTo(CONTENTS);
            assertThat(proxy.tunnels()).isNotEmpty().containsOnly("127.0.0.1:" + secure.port());
        }
    }

    @Test
    void proxyThatRefuses_isAskedNoMoreUntilItsPasswordChanges() throws Exception {
        var authority = new TestAuthority("forge");
        var password = Files.writeString(temp.resolve("proxy-password"), "wrong\n");
        var files = Map.of(
                CredentialFile.CA, authority.writeTo(temp.resolve("ca.pem")), CredentialFile.PROXY_PASSWORD, password);
        try (var secure = HttpForge.https(repository.path(), authority.server(), Optional.empty());
                var proxy = new ConnectProxy(HttpForge.basic("ada", "pr0xy"));
                var tester = new FetchTester(
                        temp.resolve("state"),
                        secure.address(),
                        new GitAccess(
                                Optional.empty(),
                                files,
                                Optional.of(URI.create("http://ada@127.0.0.1:" + proxy.port()))))) {
            assertThat(tester.failure())
                    .hasMessageContaining("the proxy does not accept the credentials (407)")
                    .hasMessageNotContaining("wrong");
            // Once without the password, as the JDK does, and once with it.
            assertThat(proxy.refusals()).isEqualTo(2);
            tester.failure();
            assertThat(proxy.refusals()).isEqualTo(2);

            Files.writeString(password, "pr0xy\n");

            assertThat(tester.contents()).isEqualTo(CONTENTS);
        }
    }

    private FetchTester tester(GitAccess access) throws SourceException {
        return new FetchTester(temp.resolve("state"), forge.address(), access);
    }

    private static GitAccess user(String name, Path password) {
        return new GitAccess(Optional.of(name), Map.of(CredentialFile.PASSWORD, password), Optional.empty());
    }

    private GitAccess bearer(String token) throws IOException {
        return FetchTester.files(Map.of(CredentialFile.BEARER, Files.writeString(temp.resolve("token"), token)));
    }
}
