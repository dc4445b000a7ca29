package dev.gitvoy.gitsync.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Commits and keys that Git, OpenSSH and GnuPG made; see the README beside them. */
final class Fixtures {
    /** The commits were signed a month before, the keys made half a year before. */
    static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");

    /** Everyone whose key a test commits with, each under the own address. */
    static final AllowedSigners TEAM = signers(
            line("alice"),
            line("bob"),
            line("carol"),
            line("dave"),
            line("erin"),
            "sid@example.com " + text("sk-ed25519.pub"),
            "sid@example.com " + text("sk-ecdsa.pub"),
            text("pat.asc"),
            text("quinn.asc"),
            text("nina.asc"));

    /** The forge's keys, one of each format. */
    static final AllowedSigners FORGE = signers("noreply@forge.example " + text("forge-ssh.pub"), text("forge.asc"));

    private Fixtures() {}

    /** A line that lets a name's SSH key sign for that name at example.com. */
    static String line(String name) {
        return name + "@example.com " + text(name + ".pub");
    }

    static AllowedSigners signers(String... parts) {
        var problems = new ArrayList<Problem>();
        var signers = read(problems, parts);
        assertThat(problems).isEmpty();
        return signers;
    }

    static AllowedSigners read(List<Problem> problems, String... parts) {
        var reader = new SignersReader(problems::add);
        reader.read("signers", String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
        return reader.signers("signers");
    }

    static byte[] bytes(String file) {
        try (var in = Fixtures.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no fixture " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file as text, a character for each byte. */
    static String text(String file) {
        return new String(bytes(file), StandardCharsets.ISO_8859_1);
    }

    static RawCommit commit(String name) {
        return commit(bytes(name + ".commit"));
    }

    /** The commit with this content, under the id that Git would give it. */
    static RawCommit commit(byte[] content) {
        return new RawCommit(gitId(content), content);
    }

    static RawCommit commitOf(String content) {
        return commit(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String gitId(byte[] content) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(("commit " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha1.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The {@code gpgsig} header of a commit, with the line feed that ends it. */
    static String signatureHeader(String commit) {
        int start = commit.indexOf("\ngpgsig ") + 1;
        return commit.substring(start, commit.indexOf("\n\n", start) + 1);
    }
}
