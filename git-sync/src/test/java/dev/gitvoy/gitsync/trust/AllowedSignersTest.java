package dev.gitvoy.gitsync.trust;

import static dev.gitvoy.gitsync.trust.Fixtures.NOW;
import static dev.gitvoy.gitsync.trust.Fixtures.line;
import static dev.gitvoy.gitsync.trust.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedSignersTest {
    private static final String KEY = text("alice.pub").strip();

    private final List<Problem> problems = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void read_linesOfEveryForm_givesSigners() {
        var signers = Fixtures.signers(
                "# who may change the edge",
                "",
                "\t alice@example.com\t" + KEY + " laptop of Alice",
                "bob@example.com,rob@example.com NAMESPACES=\"file,g*\",valid-after=\"20260101Z\" " + KEY,
                "\"carol@example.com\" valid-before=\"203012312359Z\",namespaces=\"git\" " + KEY,
                "Dave@Example.com " + KEY + "\r");

        assertThat(signers.size()).isEqualTo(4);
        for (var email : List.of("alice", "bob", "rob", "carol", "dave")) {
            assertThat(signers.include(email + "@example.com", NOW)).as(email).isTrue();
        }
        assertThat(signers.include("erin@example.com", NOW)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a@b.c cert-authority KEY | cert-authority is not supported; list the signers' own keys",
                "KEY | the line begins with a key; write whose it is before it: alice@example.com ssh-ed25519 AAAA..",
                "a@b.c | the line has no key; write: alice@example.com ssh-ed25519 AAAA..",
                "!a@b.c KEY | the line names nobody; begin it with an e-mail: alice@example.com ssh-ed25519 AAAA..",
                "a@b.c namespace=\"git\" KEY | unknown option or kind of key \"namespace\"; did you mean \"namespaces\"?",
                "a@b.c namespaces=git KEY | namespaces needs a value in double quotes, for example namespaces=\"git\"",
                "a@b.c valid-after=\"x\" KEY | valid-after=\"x\" is not a time; write YYYYMMDDZ or YYYYMMDDHHMMSSZ, for example 20270101Z",
                "a@b.c valid-after=\"20260231Z\",valid-after=\"1\" KEY | valid-after is there twice; keep one",
                "a@b.c valid-after=\"20270101Z\",valid-before=\"20260101Z\" KEY | valid-after is not before valid-before; the key would never count",
                "a@b.c namespaces=\"git KEY | a double quote is not closed; close it",
                "a@b.c ssh-ed25519 AAAA= | the key is not base64; it was damaged in copying",
                "a@b.c ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== | the key ends too early",
                "a@b.c ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA== | the key is of another kind than the line says; copy the whole line of the .pub file",
                "a@b.c ssh-ed25519-cert-v01@openssh.com AAAA | the key is a certificate, which is not supported; list the keys themselves",
                "a@b.c ssh-new AAAA | the key is of a kind that is not supported; use ssh-ed25519, ecdsa or ssh-rsa",
            })
    void read_wrongLine_saysWhereAndWhatToDo(String wrong, String message) {
        read("# first line", wrong.replace("KEY", KEY));

        assertThat(problems).singleElement().hasToString("signers:2:1: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dora.asc | the OpenPGP key is a DSA key, which is too weak; use ed25519",
                "rita.asc | the OpenPGP key is an RSA key of 1024 bits; use 2048 to 16384, or ed25519",
                "olga.asc | the OpenPGP key has no valid self-signature with a strong hash; renew it (gpg --quick-set-expire) and export it anew",
                "enc.asc | the OpenPGP key has no key that may sign; add a signing subkey (gpg --quick-add-key) and export it anew",
            })
    void read_pgpKeyThatMayNotSign_saysWhy(String file, String message) {
        read(line("alice"), text(file));

        assertThat(problems).singleElement().hasToString("signers:3:1: " + message);
    }

    @Test
    void read_weakSshKeys_areRefused() {
        read("a@b.c " + text("weak-rsa.pub"), "a@b.c " + text("weak-dsa.pub"));

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "signers:1:1: the key is an RSA key of 1024 bits, which is too weak; use 2048 bits or more, or ssh-ed25519",
                        "signers:3:1: the key is a DSA key, which is too weak; use ssh-ed25519");
    }

    @Test
    void read_ecdsaPointOffItsCurve_isRefused() {
        // The last digit of y.
        var off = text("carol.pub").strip().replaceFirst("(.)=$", "A=");
        assertThat(off).isNotEqualTo(text("carol.pub").strip());

        read("a@b.c " + off);

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.message())
                .contains("not on its curve"));
    }

    @Test
    void read_timeWithoutZone_warns() {
        var signers = read("a@b.c valid-after=\"20260101\" " + KEY);

        assertThat(problems)
                .singleElement()
                .hasToString(
                        "signers:1:1: valid-after=\"20260101\" is taken as UTC; OpenSSH takes it in each machine's time zone;"
                                + " write \"20260101Z\"");
        assertThat(problems.get(0).isError()).isFalse();
        assertThat(signers.size()).isEqualTo(1);
    }

    @Test
    void read_otherNamespace_isNoSigner() {
        read(line("bob"), "a@b.c namespaces=\"file\" " + KEY);

        assertThat(problems)
                .singleElement()
                .hasToString("signers:3:1: the key is not for namespace \"git\", so that it signs no commits");
    }

    @Test
    void read_privateKey_isRefusedWithoutShowingIt() {
        read(line("alice"), "-----BEGIN OPENSSH PRIVATE KEY-----", "c2VjcmV0", "-----END OPENSSH PRIVATE KEY-----");

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("signers-private-key");
            assertThat(problem.message()).doesNotContain("c2VjcmV0");
        });
    }

    @Test
    void read_damagedBlocks_areReported() {
        read(
                text("pat.asc").replaceFirst("\n=....", "\n=AAAA"),
                "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxsBN",
                "-----BEGIN PGP MESSAGE-----\n-----END PGP MESSAGE-----");

        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly(
                        "the OpenPGP block has a wrong checksum; it was damaged in copying",
                        "the OpenPGP block is not one whole block from BEGIN to END PGP PUBLIC KEY BLOCK");
    }

    @Test
    void read_severalProblems_reportsAll() {
        read("a@b.c", line("alice"), "b@c.d x y", text("dora.asc"));

        assertThat(problems).extracting(problem -> problem.at().line()).containsExactly(1, 4, 5);
    }

    @Test
    void read_nothing_isAnError() {
        read("# nobody yet");

        assertThat(problems)
                .singleElement()
                .hasToString(
                        "signers:1:1: lists no key that may sign commits; add a line such as: alice@example.com ssh-ed25519 AAAA..");
    }

    @Test
    void read_folder_readsItsFiles_asKubernetesMountsThem() throws IOException {
        var version = Files.createDirectory(folder.resolve("..2026_11_25"));
        Files.writeString(version.resolve("team"), line("alice"));
        Files.createSymbolicLink(folder.resolve("..data"), version.getFileName());
        Files.createSymbolicLink(folder.resolve("team"), Path.of("..data", "team"));
        Files.writeString(folder.resolve("pat.asc"), text("pat.asc"));
        Files.writeString(folder.resolve("wrong"), "bob@example.com");

        var signers = AllowedSigners.read(folder, problems::add);

        assertThat(signers.size()).isEqualTo(2);
        assertThat(problems).singleElement().satisfies(problem -> assertThat(
                        problem.at().file())
                .isEqualTo(folder.resolve("wrong").toString()));
    }

    @Test
    void read_missingLargeOrBinaryFile_isReported() throws IOException {
        var large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
        var binary = Files.write(folder.resolve("binary.gpg"), new byte[] {(byte) 0x99, 1});
        AllowedSigners.read(folder.resolve("missing"), problems::add);
        AllowedSigners.read(large, problems::add);
        AllowedSigners.read(binary, problems::add);

        assertThat(problems)
                .extracting(Problem::code)
                .containsExactly("signers-unreadable", "signers-too-large", "signers-encoding");
    }

    private AllowedSigners read(String... lines) {
        return Fixtures.read(problems, lines);
    }
}
