package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitOriginTest {
    private static final GitRevision MAIN = GitRevision.branch("main");
    private static final Path FILE = Path.of("file");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git://example.com/c.git",
                "ftp://example.com/c.git",
                "ftps://example.com/c.git",
                "sftp://example.com/c.git",
                "ext::sh -c evil",
                "fd::17",
                "amazon-s3://key@bucket/c.git",
                "bundle:///tmp/c.bundle",
                "git+ssh://example.com/c.git",
                "http://example.com/c.git",
                "http://127.0.0.1.example.com/c.git",
                "https:///c.git",
                "ssh:///c.git"
            })
    void address_ofAKindThatIsNotFetchedFrom_isRefused(String address) {
        assertThatThrownBy(() -> GitOrigin.of(address, MAIN, ""))
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("--repo");
    }

    @Test
    void bundle_isRefused(@TempDir Path temp) throws Exception {
        var bundle = Files.writeString(temp.resolve("c.bundle"), "# v2 git bundle\n");

        assertThatThrownBy(() -> GitOrigin.of(bundle.toString(), MAIN, ""))
                .hasMessage("--repo=" + bundle + ": a file, perhaps a bundle; expected a Git repository or a folder");
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/c.git, true, false",
        "http://localhost:8080/c.git, true, false",
        "ssh://git@example.com:2222/c.git, false, true",
        "ssh://example.com/c.git, false, true",
        "git@example.com:team/c.git, false, true",
        "/srv/c.git, false, false",
        "file:///srv/c.git, false, false"
    })
    void address_isOfItsKind(String address, boolean http, boolean ssh) throws Exception {
        var origin = GitOrigin.of(address, MAIN, "");

        assertThat(origin.isHttp()).isEqualTo(http);
        assertThat(origin.isSsh()).isEqualTo(ssh);
        assertThat(origin.isLocal()).isEqualTo(!http && !ssh);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ada:s3cret@example.com/c.git",
                "https://s3cret@example.com/c.git",
                "ssh://ada:s3cret@example.com/c.git"
            })
    void secretInTheAddress_isRefusedAndNotShown(String address) {
        assertThatThrownBy(() -> GitOrigin.of(address, MAIN, ""))
                .hasMessageContaining("--git-username and --git-password-file")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void access_thatDoesNotFit_isRefused() {
        assertMisfit("ssh://git@example.com/c.git", GitAccess.NONE, "needs --git-ssh-key-file");
        assertMisfit(
                "https://example.com/c.git",
                files(CredentialFile.KNOWN_HOSTS),
                "--git-known-hosts-file has no effect on --repo=https://example.com/c.git; it is for ssh://");
        assertMisfit("/srv/c.git", files(CredentialFile.BEARER), "--git-bearer-file has no effect");
        assertMisfit("https://example.com/c.git", files(CredentialFile.PASSWORD), "--git-username and");
        assertMisfit("https://example.com/c.git", files(CredentialFile.CLIENT_CERT), "--git-client-key-file");
        assertMisfit("https://example.com/c.git", files(CredentialFile.PROXY_PASSWORD), "needs --git-proxy");
        assertMisfit("https://example.com/c.git", proxy("socks://proxy:1080"), "expected http://host:port");
        assertMisfit("https://example.com/c.git", proxy("http://proxy"), "expected http://host:port");
        assertMisfit("https://example.com/c.git", proxy("http://ada@proxy:3128"), "go together");
    }

    private static void assertMisfit(String address, GitAccess access, String message) {
        assertThatThrownBy(() -> access.check(GitOrigin.of(address, MAIN, "")))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(message);
    }

    private static GitAccess files(CredentialFile file) {
        return new GitAccess(Optional.empty(), Map.of(file, FILE), Optional.empty());
    }

    private static GitAccess proxy(String address) {
        return new GitAccess(Optional.empty(), Map.of(), Optional.of(URI.create(address)));
    }
}
