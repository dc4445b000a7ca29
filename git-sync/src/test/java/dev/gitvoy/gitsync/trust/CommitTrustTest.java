package dev.gitvoy.gitsync.trust;

import static dev.gitvoy.gitsync.trust.Fixtures.FORGE;
import static dev.gitvoy.gitsync.trust.Fixtures.NOW;
import static dev.gitvoy.gitsync.trust.Fixtures.TEAM;
import static dev.gitvoy.gitsync.trust.Fixtures.commit;
import static dev.gitvoy.gitsync.trust.Fixtures.commitOf;
import static dev.gitvoy.gitsync.trust.Fixtures.line;
import static dev.gitvoy.gitsync.trust.Fixtures.signatureHeader;
import static dev.gitvoy.gitsync.trust.Fixtures.signers;
import static dev.gitvoy.gitsync.trust.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gitvoy.gitsync.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitTrustTest {
    private static final CommitTrust TEAM_ONLY = new CommitTrust(TEAM, AllowedSigners.NONE);
    private static final CommitTrust TEAM_AND_FORGE = new CommitTrust(TEAM, FORGE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519",
                "ssh-rsa",
                "ssh-ecdsa-256",
                "ssh-ecdsa-384",
                "ssh-ecdsa-521",
                "ssh-sha256",
                "sk-ed25519",
                "sk-ecdsa",
                "pgp-rsa",
                "pgp-ed25519-subkey",
                "pgp-ecdsa",
                "pgp-armor-comment"
            })
    void check_signedByAllowedKeyOfCommitter_isTrusted(String name) {
        assertThat(TEAM_ONLY.check(commit(name), NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519",
                "ssh-rsa",
                "ssh-ecdsa-256",
                "ssh-ecdsa-521",
                "sk-ed25519",
                "sk-ecdsa",
                "pgp-rsa",
                "pgp-ed25519-subkey",
                "pgp-ecdsa"
            })
    void check_changedAfterSigning_isNotTrusted(String name) {
        var good = text(name + ".commit");
        var changed = List.of(
                good.replace("more retries", "less retries"),
                good.replaceFirst("tree .", "tree " + (good.charAt(5) == '0' ? '1' : '0')),
                good.replaceFirst("author [A-Z]", "author X"),
                good.replaceFirst("committer ([A-Z]\\w+)", "committer X$1"),
                good.replaceFirst("\nauthor", "\nparent " + "0".repeat(40) + "\nauthor"),
                good.replace("\ngpgsig ", "\nencoding latin1\ngpgsig "),
                good + "x");

        for (var content : changed) {
            assertThat(codeOf(TEAM_ONLY, commitOf(content))).as(content).isEqualTo("signature-wrong");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unsigned, commit-unsigned, is not signed; sign it with a key of --allowed-signers",
        "ssh-unknown-key, signer-unknown, 'is signed by SSH key SHA256:'",
        "pgp-unknown-key, signer-unknown, 'is signed by OpenPGP key '",
        "ssh-principal-mismatch, signer-not-committer, '\"bob@example.com\"; commit with an e-mail of the key'",
        "pgp-principal-mismatch, signer-not-committer, '\"alice@example.com\"; commit with an e-mail of the key'",
        "ssh-other-namespace, signature-refused, something else than Git",
        "sk-ed25519-untouched, signature-refused, nobody touched",
        "sk-ecdsa-untouched, signature-refused, nobody touched",
        "pgp-sha1, signature-refused, uses a hash that can be forged",
        "pgp-text, signature-refused, sign without --textmode",
        "pgp-signature-expires, signature-expired, expired at 2026-06-08T12:00:00Z; sign it anew",
        "pgp-critical-notation, signature-refused, critical condition that is not understood (subpacket 20)",
        "pgp-dsa, signer-unknown, which is not in --allowed-signers",
        "chain-2-forge, signer-unknown, a forge's to --forge-signers"
    })
    void check_notTrusted_saysWhichCommitWhyAndWhatToDo(String name, String code, String reason) {
        var commit = commit(name);

        assertThat(TEAM_ONLY.check(commit, NOW)).hasValueSatisfying(distrust -> {
            assertThat(distrust.code()).isEqualTo(code);
            assertThat(distrust.commitId()).isEqualTo(commit.id());
            assertThat(distrust.message())
                    .startsWith("commit " + commit.id().substring(0, 10) + " ")
                    .contains(reason);
        });
    }

    @Test
    void check_signatureWithEndOfItsOwn_isTrustedBeforeThat() {
        assertThat(TEAM_ONLY.check(commit("pgp-signature-expires"), Instant.parse("2026-06-08T11:59:59Z")))
                .isEmpty();
    }

    @Test
    void check_sshKeyOutsideItsTime_isNotTrusted_whateverTheCommitSays() {
        var commit = commit("ssh-ed25519");
        var key = text("alice.pub");

        assertThat(messageOf("alice@example.com valid-before=\"20260615Z\" " + key, commit))
                .contains("which expired at 2026-06-15T00:00:00Z; sign with another key");
        assertThat(messageOf("alice@example.com valid-after=\"20260801Z\" " + key, commit))
                .contains("which is valid only after 2026-08-01T00:00:00Z");
        assertThat(messageOf("alice@example.com valid-after=\"20260615Z\" " + key, commit))
                .as("valid now, but not when it was committed")
                .contains("which is valid only after 2026-06-15T00:00:00Z");
        assertThat(new CommitTrust(
                                signers("alice@example.com valid-after=\"20260101Z\",valid-before=\"20270101Z\" "
                                        + key),
                                AllowedSigners.NONE)
                        .check(commit, NOW))
                .isEmpty();
    }

    @Test
    void check_keyOnTwoLines_isTrustedByTheOneThatFits() {
        var lines = signers(
                "bob@example.com " + text("alice.pub"),
                "alice@example.com valid-before=\"20260615Z\" " + text("alice.pub"),
                "*@example.com,!bob@example.com " + text("alice.pub"));

        assertThat(new CommitTrust(lines, AllowedSigners.NONE).check(commit("ssh-ed25519"), NOW))
                .isEmpty();
    }

    @Test
    void check_principalNegated_isNotTrusted() {
        assertThat(messageOf("*@example.com,!alice@* " + text("alice.pub"), commit("ssh-ed25519")))
                .contains("does not stand for its committer");
    }

    @Test
    void check_pgpKeyOutsideItsTime_isNotTrusted() {
        var subkeyCommit = commit("pgp-ed25519-subkey");

        assertThat(TEAM_ONLY.check(subkeyCommit, Instant.parse("2027-05-31T00:00:00Z")))
                .isEmpty();
        assertThat(TEAM_ONLY.check(subkeyCommit, Instant.parse("2027-06-02T00:00:00Z")))
                .hasValueSatisfying(
                        distrust -> assertThat(distrust.message()).contains("which expired at 2027-06-01T00:00:00Z"));
        assertThat(TEAM_ONLY.check(subkeyCommit, Instant.parse("2025-12-31T00:00:00Z")))
                .hasValueSatisfying(distrust ->
                        assertThat(distrust.message()).contains("is valid only after 2026-01-01T00:00:00Z"));
    }

    @Test
    void check_pgpKeyWithNewerExpiry_isJudgedByTheNewest() {
        assertThat(messageOf(text("nina-expires.asc"), commit("pgp-ecdsa")))
                .contains("which expired at 2026-06-15T00:00:00Z");
        assertThat(messageOf(text("nina-expires.asc") + "\n" + text("nina.asc"), commit("pgp-ecdsa")))
                .contains("which expired at 2026-06-15T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "pat-revoked, pgp-rsa, which is revoked",
        "quinn-subkey-revoked, pgp-ed25519-subkey, which is revoked",
        "pat-uid-revoked, pgp-rsa, does not stand for its committer"
    })
    void check_revoked_isNotTrusted_evenBesideACopyFromBefore(String revoked, String name, String reason) {
        var before = text(revoked.substring(0, revoked.indexOf('-')) + ".asc");

        assertThat(messageOf(text(revoked + ".asc"), commit(name))).contains(reason);
        assertThat(messageOf(before + "\n" + text(revoked + ".asc"), commit(name)))
                .contains(reason);
        assertThat(messageOf(text(revoked + ".asc") + "\n" + before, commit(name)))
                .contains(reason);
    }

    @Test
    void check_signatureOfAnotherCommit_isNotTrusted() {
        var other = text("chain-1-alice.commit").replace("more retries", "all retries");
        for (var name : List.of("ssh-ed25519", "pgp-rsa")) {
            var grafted = text("unsigned.commit")
                    .replace("more", "no")
                    .replaceFirst("\n\n", "\n" + signatureHeader(text(name + ".commit")) + "\n");
            assertThat(codeOf(TEAM_ONLY, commitOf(grafted))).isEqualTo("signature-wrong");
        }
        assertThat(codeOf(TEAM_ONLY, commitOf(other))).isEqualTo("signature-wrong");
    }

    @Test
    void check_severalSignatures_isNotTrusted() {
        var good = text("ssh-ed25519.commit");
        var pgp = signatureHeader(text("pgp-rsa.commit"));

        assertThat(messageOf(line("alice"), commitOf(good.replaceFirst("\n\n", "\n" + pgp + "\n"))))
                .contains("has several signatures");
        assertThat(messageOf(line("alice"), commitOf(good.replaceFirst("\ngpgsig ", "\n" + pgp + "gpgsig "))))
                .contains("has several signatures");
        assertThat(codeOf(
                        TEAM_ONLY,
                        commitOf(good.replaceFirst("\n\n", "\n" + pgp.replace("gpgsig ", "gpgsig-x ") + "\n"))))
                .isEqualTo("commit-malformed");
    }

    @Test
    void check_signatureForSha256Repositories_isIgnored() {
        var good = text("ssh-ed25519.commit");
        var with = good.replaceFirst("\n\n", "\n" + signatureHeader(good).replace("gpgsig ", "gpgsig-sha256 ") + "\n");
        var alone = with.replace(signatureHeader(good), "");

        assertThat(TEAM_ONLY.check(commitOf(with), NOW)).isEmpty();
        assertThat(codeOf(TEAM_ONLY, commitOf(alone))).isEqualTo("commit-unsigned");
    }

    @Test
    void check_signatureWrittenByGitHub_endsWithAnEmptyLine_isTrusted() {
        var good = text("pgp-rsa.commit");

        assertThat(TEAM_ONLY.check(
                        commitOf(good.replace("END PGP SIGNATURE-----\n", "END PGP SIGNATURE-----\n \n")), NOW))
                .isEmpty();
    }

    @Test
    void check_signatureInsideAMergedTag_doesNotSignTheCommit() {
        var tag = "mergetag object " + "0".repeat(40) + "\n "
                + signatureHeader(text("ssh-ed25519.commit")).stripTrailing().replace("gpgsig ", "");
        var commit = commitOf(text("unsigned.commit").replaceFirst("\n\n", "\n" + tag + "\n\n"));

        assertThat(codeOf(TEAM_ONLY, commit)).isEqualTo("commit-unsigned");
    }

    @Test
    void check_rsaSignatureWithSha1_isRefused() {
        var good = text("ssh-rsa.commit");
        var armored = signatureHeader(good).replace("gpgsig ", "").replace("\n ", "\n");
        var blob = Base64.getMimeDecoder()
                .decode(armored.lines().filter(l -> !l.startsWith("-")).reduce("", String::concat));
        var text = new String(blob, StandardCharsets.ISO_8859_1);
        // The signature's own length and name, from "rsa-sha2-512" to "ssh-rsa".
        int at = text.lastIndexOf("\0\0\0\14rsa-sha2-512");
        int length = (blob[at - 2] & 0xFF) << 8 | (blob[at - 1] & 0xFF);
        var renamed = text.substring(0, at - 2) + (char) ((length - 5) >> 8) + (char) ((length - 5) & 0xFF)
                + "\0\0\0\7ssh-rsa" + text.substring(at + 16);
        var base64 = Base64.getEncoder().encodeToString(renamed.getBytes(StandardCharsets.ISO_8859_1));
        var header = "gpgsig -----BEGIN SSH SIGNATURE-----\n " + base64 + "\n -----END SSH SIGNATURE-----\n";

        assertThat(messageOf(line("bob"), commitOf(good.replace(signatureHeader(good), header))))
                .contains("uses SHA-1");
    }

    @Test
    void check_garbage_isNotTrusted() {
        var good = text("ssh-ed25519.commit");
        var garbage = Stream.of(
                "",
                "\n",
                " \n\n",
                "tree\n\n",
                "no line feed",
                good.replace("tree ", "tre "),
                good.replaceFirst("author .*\n", ""),
                good.replaceFirst("author .*\n", "author A <a@b> <alice@example.com> 1 +0000\n"),
                good.replaceFirst("author .*\n", "author A <alice@example.com 1 +0000\n"),
                good.replaceFirst("author .*\n", "author A <alice@example.com> 99999999999999999999 +0000\n"),
                good.replaceFirst("author A", "author \0"),
                good.replaceFirst("\nauthor", "\nparent xyz\nauthor"),
                good.replaceFirst("\ngpgsig", "\ncommitter A <a@b> 1 +0000\ngpgsig"),
                good.substring(0, good.indexOf("\n\n")));

        assertThat(garbage).allSatisfy(content -> assertThat(codeOf(TEAM_ONLY, commitOf(content)))
                .isEqualTo("commit-malformed"));
        assertThat(Stream.of(
                        "-----BEGIN SSH SIGNATURE-----", "-----BEGIN PGP SIGNATURE-----", "-----BEGIN CMS-----", "x"))
                .allSatisfy(signature -> assertThat(codeOf(
                                TEAM_ONLY, commitOf(good.replace(signatureHeader(good), "gpgsig " + signature + "\n"))))
                        .isEqualTo("signature-refused"));
    }

    @Test
    void check_tooLarge_isNotTrusted() {
        var good = text("ssh-ed25519.commit");

        assertThat(codeOf(TEAM_ONLY, commitOf(good + "x".repeat(1 << 20)))).isEqualTo("commit-too-large");
        assertThat(codeOf(TEAM_ONLY, commitOf(good.replace("gpgsig ", "gpgsig " + "x".repeat(64 << 10)))))
                .isEqualTo("signature-too-large");
    }

    @Test
    void check_idOfAnotherCommit_isNotTrusted() {
        var commit =
                new RawCommit(commit("unsigned").id(), commit("ssh-ed25519").content());

        assertThat(codeOf(TEAM_ONLY, commit)).isEqualTo("commit-corrupt");
    }

    @Test
    void rawCommit_shortId_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RawCommit("3f9c2ab", new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chain-2-forge", "forge-ssh", "forge-ssh-bob-commits"})
    void check_forgeSignedForAllowedAuthor_isTrusted_whenTheForgeIsNamed(String name) {
        assertThat(TEAM_AND_FORGE.check(commit(name), NOW)).isEmpty();
        assertThat(codeOf(TEAM_ONLY, commit(name))).isEqualTo("signer-unknown");
    }

    @Test
    void check_forgeSignedForStranger_isNotTrusted() {
        assertThat(TEAM_AND_FORGE.check(commit("forge-stranger"), NOW)).hasValueSatisfying(distrust -> assertThat(
                        distrust.message())
                .endsWith("is signed by the forge for the author \"stranger@example.org\", who has no valid key in"
                        + " --allowed-signers; let an allowed signer merge it, or add the e-mail to a key there"));
        assertThat(codeOf(TEAM_AND_FORGE, commit("forge-ssh-stranger-commits"))).isEqualTo("forge-not-committer");
    }

    @Test
    void check_forgeSignedForAuthorWhoseKeyExpired_isNotTrusted() {
        var expired = signers("alice@example.com valid-before=\"20260615Z\" " + text("alice.pub"));

        assertThat(codeOf(new CommitTrust(expired, FORGE), commit("chain-2-forge")))
                .isEqualTo("forge-author-unknown");
    }

    @Test
    void check_forgeKeyExpired_isNotTrusted() {
        var forge = signers("noreply@forge.example valid-before=\"20260615Z\" " + text("forge-ssh.pub"));

        assertThat(codeOf(new CommitTrust(TEAM, forge), commit("forge-ssh"))).isEqualTo("signer-invalid");
    }

    @Test
    void check_subkeyTakenFromAnother_doesNotCount() throws RefusedException {
        var quinn = packets("quinn.asc");
        var mallory = packets("mallory.asc");
        // Quinn's key and user id, then Mallory's signing subkey with Mallory's binding signature.
        var adopted = new ArrayList<>(quinn.subList(0, 3));
        adopted.addAll(mallory.subList(3, 5));
        var problems = new ArrayList<Problem>();

        Fixtures.read(problems, armored(adopted));

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.message())
                .contains("has no key that may sign"));
    }

    @Test
    void check_subkeyThatDidNotAgree_doesNotCount() throws RefusedException {
        var quinn = new ArrayList<>(packets("quinn.asc"));
        var binding = quinn.get(4).body();
        // GnuPG puts the back signature into the part that is not signed: the binding stays valid without it.
        int unsigned = 6 + ((binding[4] & 0xFF) << 8 | (binding[5] & 0xFF));
        int behind = unsigned + 2 + ((binding[unsigned] & 0xFF) << 8 | (binding[unsigned + 1] & 0xFF));
        var without = new ByteArrayOutputStream();
        without.write(binding, 0, unsigned);
        without.writeBytes(new byte[2]);
        without.write(binding, behind, binding.length - behind);
        quinn.set(4, PgpPacket.signature(without.toByteArray()));
        var problems = new ArrayList<Problem>();

        Fixtures.read(problems, armored(quinn));

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.message())
                .contains("has no key that may sign"));
    }

    @Test
    void check_userIdThatTheOwnerDidNotSign_doesNotCount() throws RefusedException {
        var pat = new ArrayList<>(packets("pat.asc"));
        var alice = "Alice <alice@example.com>".getBytes(StandardCharsets.US_ASCII);
        var userId = new ByteArrayOutputStream();
        userId.write(0xCD);
        userId.write(alice.length);
        userId.writeBytes(alice);
        pat.addAll(PgpPacket.split(userId.toByteArray()));
        pat.add(pat.get(2));

        assertThat(messageOf(armored(pat), commit("pgp-principal-mismatch")))
                .contains("does not stand for its committer");
    }

    @Test
    void verify_chain_stopsAtTheFirstThatIsNotTrusted() {
        var chain = List.of(
                commit("chain-1-alice"), commit("chain-2-forge"), commit("chain-3-unsigned"), commit("chain-4-alice"));

        var all = TEAM_AND_FORGE.verify(chain, NOW);
        assertThat(all.trusted()).isEqualTo(2);
        assertThat(all.distrust()).hasValueSatisfying(distrust -> {
            assertThat(distrust.commitId()).isEqualTo(chain.get(2).id());
            assertThat(distrust.code()).isEqualTo("commit-unsigned");
        });
        assertThat(TEAM_AND_FORGE.verify(chain.subList(0, 2), NOW))
                .isEqualTo(new CommitTrust.Verdict(2, Optional.empty()));
        assertThat(TEAM_ONLY.verify(chain, NOW).trusted()).isEqualTo(1);
        assertThat(TEAM_ONLY.verify(List.of(), NOW).distrust()).isEmpty();
    }

    @Test
    void verify_commitThatDoesNotFollow_isNotTrusted() {
        var verdict = TEAM_AND_FORGE.verify(List.of(commit("chain-1-alice"), commit("ssh-ed25519")), NOW);

        assertThat(verdict.trusted()).isEqualTo(1);
        assertThat(verdict.distrust())
                .hasValueSatisfying(distrust -> assertThat(distrust.code()).isEqualTo("commit-elsewhere"));
    }

    private static List<PgpPacket> packets(String file) throws RefusedException {
        return PgpPacket.split(Armor.pgp(text(file), "PGP PUBLIC KEY BLOCK"));
    }

    private static String armored(List<PgpPacket> packets) {
        var bytes = new ByteArrayOutputStream();
        packets.forEach(packet -> bytes.writeBytes(packet.encoded()));
        return "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n" + Base64.getEncoder().encodeToString(bytes.toByteArray())
                + "\n-----END PGP PUBLIC KEY BLOCK-----";
    }

    private static String codeOf(CommitTrust trust, RawCommit commit) {
        return trust.check(commit, NOW).map(Distrust::code).orElse("trusted");
    }

    /** What is said of a commit when only these keys are listed. */
    private static String messageOf(String keys, RawCommit commit) {
        return new CommitTrust(signers(keys), AllowedSigners.NONE)
                .check(commit, NOW)
                .map(Distrust::message)
                .orElse("trusted");
    }
}
