package dev.gitvoy.gitsync.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.source.CommitObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With commits that Git and OpenSSH signed; whom to trust in detail is the matter of the package trust. */
class SignedCommitsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-07-01T00:00:00Z"));

    @TempDir
    private Path folder;

    @Test
    void theLists_areReadAgain_whenTheyChange() throws Exception {
        var signers = list("bob@example.com " + text("bob.pub"), 1);
        var policy = new SignedCommits(signers, Optional.empty(), CLOCK);
        var chain = List.of(commit("ssh-ed25519.commit"));
        var before = policy.basis();

        assertThat(policy.verify(chain).trusted()).isZero();
        assertThat(policy.verify(chain).distrust().orElse("")).contains("is not in --allowed-signers");
        assertThat(policy.basis()).isEqualTo(before);

        list("alice@example.com " + text("alice.pub"), 2);
        assertThat(policy.basis()).isNotEqualTo(before);
        assertThat(policy.verify(chain)).isEqualTo(new CommitVerifier.Verdict(1, Optional.empty()));
    }

    @Test
    void aListWithAnError_trustsNobody_andSaysWhere() throws Exception {
        var signers = list("alice@example.com " + text("alice.pub") + "\nbob@example.com ssh-ed25519", 1);
        var policy = new SignedCommits(signers, Optional.empty(), CLOCK);

        assertThat(policy.error().orElseThrow().at().line()).isEqualTo(2);
        var verdict = policy.verify(List.of(commit("ssh-ed25519.commit")));
        assertThat(verdict.trusted()).isZero();
        assertThat(verdict.distrust().orElse("")).startsWith(signers + ":2:");
    }

    @Test
    void aListThatIsGone_trustsNobody() throws Exception {
        var signers = list("alice@example.com " + text("alice.pub"), 1);
        var policy = new SignedCommits(signers, Optional.empty(), CLOCK);
        assertThat(policy.verify(List.of(commit("ssh-ed25519.commit"))).trusted())
                .isOne();

        Files.delete(signers);

        assertThat(policy.verify(List.of(commit("ssh-ed25519.commit"))).trusted())
                .isZero();
    }

    private Path list(String text, int second) throws IOException {
        var file = Files.writeString(folder.resolve("signers"), text + "\n");
        return Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
    }

    private static CommitObject commit(String name) throws Exception {
        var bytes = bytes(name);
        var sha = MessageDigest.getInstance("SHA-1");
        sha.update(("commit " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
        return new CommitObject(HexFormat.of().formatHex(sha.digest(bytes)), bytes);
    }

    private static String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8).trim();
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                SignedCommitsTest.class.getResourceAsStream("/dev/gitvoy/gitsync/trust/" + name), name)) {
            return in.readAllBytes();
        }
    }
}
