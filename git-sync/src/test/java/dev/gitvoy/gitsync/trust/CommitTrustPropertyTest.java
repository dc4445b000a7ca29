package dev.gitvoy.gitsync.trust;

import static dev.gitvoy.gitsync.trust.Fixtures.FORGE;
import static dev.gitvoy.gitsync.trust.Fixtures.NOW;
import static dev.gitvoy.gitsync.trust.Fixtures.TEAM;
import static dev.gitvoy.gitsync.trust.Fixtures.bytes;
import static dev.gitvoy.gitsync.trust.Fixtures.commit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CommitTrustPropertyTest {
    private static final CommitTrust TRUST = new CommitTrust(TEAM, FORGE);

    /** The armor's line breaks carry no meaning, so that other bytes may be the same signature; what is signed is the same. */
    @Property(tries = 3000)
    void check_mutatedCommit_isNeverTrustedWithOtherContent(@ForAll("goodCommits") String name, @ForAll Random random)
            throws ObjectionException {
        var good = bytes(name + ".commit");
        var mutated = mutated(good, random);

        if (TRUST.check(commit(mutated), NOW).isEmpty()) {
            assertThat(CommitObject.parse(mutated).payload().bytes())
                    .isEqualTo(CommitObject.parse(good).payload().bytes());
        }
    }

    @Property(tries = 3000)
    void check_oneByteReplaced_isNeverTrusted(@ForAll("goodCommits") String name, @ForAll Random random) {
        var content = bytes(name + ".commit");
        int at = random.nextInt(content.length);
        content[at] ^= (byte) (1 + random.nextInt(255));

        assertThat(TRUST.check(commit(content), NOW)).as("byte %d", at).isPresent();
    }

    /** Mutates what is inside the armor, which a mutation of the text seldom reaches whole. */
    @Property(tries = 3000)
    void parseSignature_mutatedInside_isRefusedOrAnotherSignature(
            @ForAll("goodCommits") String name, @ForAll Random random) throws ObjectionException {
        var signature = CommitObject.parse(bytes(name + ".commit")).signature().orElseThrow();
        var lines = signature.lines().toList();
        var encoded = String.join(
                "",
                lines.stream()
                        .filter(line -> line.matches("[A-Za-z0-9+/]{2,}=*"))
                        .toList());
        var blob = Base64.getDecoder().decode(encoded);
        var mutated = mutated(blob, random);
        var label = lines.get(0).contains("SSH") ? "SSH SIGNATURE" : "PGP SIGNATURE";
        var armored = "-----BEGIN " + label + "-----\n" + (label.startsWith("PGP") ? "\n" : "")
                + Base64.getEncoder().encodeToString(mutated) + "\n-----END " + label + "-----";

        var header = "gpgsig " + armored.replace("\n", "\n ") + "\n";
        var text = new String(bytes(name + ".commit"), StandardCharsets.ISO_8859_1);
        var content = text.replace(Fixtures.signatureHeader(text), header).getBytes(StandardCharsets.ISO_8859_1);

        boolean isTrusted = TRUST.check(commit(content), NOW).isEmpty();
        assertThat(isTrusted).isEqualTo(Arrays.equals(mutated, blob));
    }

    @Property(tries = 2000)
    void read_randomKeyFiles_reportsOrReads(@ForAll("keyFiles") String name, @ForAll Random random) {
        read(mutated(bytes(name), random));
    }

    @Property(tries = 1000)
    void read_keysMutatedInside_reportsOrReads(@ForAll("pgpKeys") String name, @ForAll Random random)
            throws RefusedException {
        var packets = Armor.pgp(Fixtures.text(name), "PGP PUBLIC KEY BLOCK");

        read(("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n" + Base64.getEncoder().encodeToString(mutated(packets, random))
                        + "\n-----END PGP PUBLIC KEY BLOCK-----")
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Property(tries = 1000)
    void read_sshKeysMutatedInside_reportsOrReads(@ForAll("sshKeys") String name, @ForAll Random random) {
        var words = Fixtures.text(name).strip().split(" ", -1);
        var blob = mutated(Base64.getDecoder().decode(words[1]), random);

        read(("a@example.com " + words[0] + " " + Base64.getEncoder().encodeToString(blob))
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Property(tries = 2000)
    void read_anyBytes_reportsOrReads(@ForAll byte[] content) {
        read(content);
    }

    @Property(tries = 2000)
    void check_anyBytes_isNeverTrusted(@ForAll byte[] content) {
        assertThat(TRUST.check(commit(content), NOW)).isPresent();
    }

    private static void read(byte[] content) {
        var problems = new ArrayList<Problem>();
        var reader = new SignersReader(problems::add);
        reader.read("signers", content);
        var signers = reader.signers("signers");

        assertThat(signers.size() > 0 || problems.stream().anyMatch(Problem::isError))
                .isTrue();
    }

    /** Replaces, removes, doubles or adds up to three stretches of bytes. */
    private static byte[] mutated(byte[] original, Random random) {
        var content = original;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int start = random.nextInt(content.length + 1);
            int end = Math.min(content.length, start + random.nextInt(random.nextBoolean() ? 3 : 40));
            var replacement = new byte[random.nextInt(4)];
            random.nextBytes(replacement);

            var next = new ByteArrayOutputStream();
            next.write(content, 0, start);
            switch (random.nextInt(3)) {
                case 0 -> next.writeBytes(replacement);
                case 1 -> {
                    next.write(content, start, end - start);
                    next.write(content, start, end - start);
                }
                default -> {}
            }
            next.write(content, end, content.length - end);
            content = next.toByteArray();
        }
        return content;
    }

    @Provide
    Arbitrary<String> goodCommits() {
        return Arbitraries.of(
                "ssh-ed25519",
                "ssh-rsa",
                "ssh-ecdsa-256",
                "sk-ed25519",
                "sk-ecdsa",
                "pgp-rsa",
                "pgp-ed25519-subkey",
                "pgp-ecdsa",
                "chain-2-forge");
    }

    @Provide
    Arbitrary<String> keyFiles() {
        return Arbitraries.of(
                "alice.pub", "bob.pub", "carol.pub", "sk-ecdsa.pub", "pat.asc", "quinn.asc", "pat-revoked.asc");
    }

    @Provide
    Arbitrary<String> pgpKeys() {
        return Arbitraries.of("pat.asc", "quinn.asc", "nina.asc", "pat-uid-revoked.asc", "quinn-subkey-revoked.asc");
    }

    @Provide
    Arbitrary<String> sshKeys() {
        return Arbitraries.of("alice.pub", "bob.pub", "carol.pub", "dave.pub", "sk-ed25519.pub", "sk-ecdsa.pub");
    }
}
