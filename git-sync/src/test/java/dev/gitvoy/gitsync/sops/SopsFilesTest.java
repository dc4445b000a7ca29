package dev.gitvoy.gitsync.sops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SopsFilesTest {
    private static final String DEFAULT = TestFiles.read("default-rule.sops.yaml");
    private static final String SUFFIX = TestFiles.read("encrypted-suffix.sops.yaml");
    private static final String REGEX = TestFiles.read("regex.sops.yaml");

    @TempDir
    Path folder;

    private final List<Problem> problems = new ArrayList<>();

    /** Whatever is wrong: the made-up secrets of the files, and the keys, are in no message. */
    @AfterEach
    void noSecretIsTold() {
        assertThat(problems).allSatisfy(problem -> assertThat(problem.message())
                .doesNotContain("default secret")
                .doesNotContain("the encrypted secret")
                .doesNotContain("the private part")
                .doesNotContain("hunter2")
                .doesNotContain("ENC[AES")
                .doesNotContain("SECRET-KEY-1" + TestFiles.KEYS.replaceAll("(?s).*SECRET-KEY-1(.{8}).*", "$1")));
    }

    @ParameterizedTest
    @CsvSource({
        "xds/edge/tls.sops.yaml, true",
        "a.sops.yaml, true",
        ".sops.yaml, false",
        "xds/.sops.yaml, false",
        "xds/a.sops.yml, false",
        "xds/a.yaml, false",
        "xds/sops.yaml, false"
    })
    void isEncrypted_isByName(String path, boolean encrypted) {
        assertThat(SopsFiles.isEncrypted(path)).isEqualTo(encrypted);
    }

    @Test
    void read_notEncrypted_saysHow() {
        assertThat(open("password: hunter2\n"))
                .containsExactly("sops-not-encrypted file.sops.yaml:1:1: this file is not encrypted, but its name says"
                        + " so: run \"sops encrypt --in-place file.sops.yaml\"; what was pushed in the clear must be"
                        + " replaced by new secrets");
        assertThat(sealed("password: hunter2\n")).hasSize(1);
        assertThat(open("")).hasSize(1);
        assertThat(open("- hunter2\n")).hasSize(1);
    }

    @Test
    void read_changedPlainValue_isWrongMac() {
        assertThat(open(DEFAULT.replace("a_unencrypted: shown", "a_unencrypted: other")))
                .containsExactly(
                        "sops-mac file.sops.yaml:15:10: the MAC does not fit: the file was changed without sops,"
                                + " for example by a merge; change it with \"sops edit\"");
    }

    @Test
    void read_macOfAnotherTime_isWrong() {
        assertThat(codes(open(DEFAULT.replaceAll("lastmodified: \"2026-11-25T09", "lastmodified: \"2026-11-25T08"))))
                .containsExactly("sops-mac");
    }

    @Test
    void read_sameTimeInAnotherForm_isRead() {
        assertThat(open(DEFAULT.replaceAll("(lastmodified: \"[^\"]*)Z", "$1.5Z")))
                .isEmpty();
    }

    @Test
    void read_removedValue_isWrongMac() {
        assertThat(codes(open(SUFFIX.replaceAll("(?m)^    - ENC.*type:int]\n", ""))))
                .containsExactly("sops-mac");
    }

    @Test
    void read_valuesInAnotherOrder_areWrongMac() {
        var lines = SUFFIX.lines().collect(Collectors.toCollection(ArrayList::new));
        int first = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith("    - ENC"))
                .findFirst()
                .orElseThrow();
        lines.add(first, lines.remove(first + 1));

        assertThat(codes(open(String.join("\n", lines)))).containsExactly("sops-mac");
    }

    @Test
    void read_withoutMac_isRefused() {
        var expected = List.of("sops-mac file.sops.yaml:4:5: \"mac\" is missing or malformed, and nothing is trusted"
                + " without it; take the file as sops wrote it, or encrypt it anew");
        assertThat(open(DEFAULT.replaceAll("    mac: .*\n", ""))).isEqualTo(expected);
        assertThat(sealed(DEFAULT.replaceAll("    mac: .*\n", ""))).isEqualTo(expected);
    }

    @Test
    void read_changedValue_isTold_andAllOfThem() {
        var file = SUFFIX.replaceAll("(type:str\\])", "$1").replaceAll("data:(.)(.)", "data:$2$1");

        assertThat(open(file))
                .hasSize(5)
                .first()
                .isEqualTo("sops-value file.sops.yaml:14:14: this value cannot be decrypted: it was changed, or moved"
                        + " here from another key or file; change files with \"sops edit\"");
    }

    @Test
    void read_valueUnderAnotherKey_isRefused() {
        assertThat(codes(open(DEFAULT.replace("\nb: ENC", "\nc: ENC")))).containsExactly("sops-value");
    }

    @Test
    void read_typeChanged_isRefused() {
        assertThat(codes(open(DEFAULT.replaceFirst("type:str\\]\n", "type:int]\n"))))
                .containsExactly("sops-value");
        assertThat(codes(open(DEFAULT.replaceFirst("type:str\\]\n", "type:what]\n"))))
                .containsExactly("sops-value");
        // A comment is no value: one is missing, then.
        assertThat(codes(open(DEFAULT.replaceFirst("type:str\\]\n", "type:comment]\n"))))
                .containsExactly("sops-mac");
    }

    @Test
    void read_malformedValue_isRefused_alsoWithoutKeys() {
        for (var broken : List.of("ENC[AES256_GCM,data:AA==]", "ENC[AES256_GCM,data:A,iv:AA==,tag:AA==,type:str]")) {
            var file = DEFAULT.replaceFirst("b: .*", "b: " + broken);
            var expected =
                    List.of("sops-value file.sops.yaml:2:4: this is not an encrypted value as sops writes it; take"
                            + " the file as sops wrote it");
            assertThat(open(file)).isEqualTo(expected);
            assertThat(sealed(file)).isEqualTo(expected);
        }
    }

    @Test
    void read_plainValueAmongEncryptedOnes_isTold_alsoWithoutKeys() {
        var file = DEFAULT.replace("a_unencrypted: shown", "a_unencrypted: shown\nnew: hunter2\nport: 80");

        var expected =
                "this value is not encrypted, but should be; change files with \"sops edit\", and replace what was"
                        + " pushed in the clear by a new secret";
        assertThat(open(file))
                .containsExactly(
                        "sops-plain-value file.sops.yaml:2:6: " + expected,
                        "sops-plain-value file.sops.yaml:3:7: " + expected);
        assertThat(sealed(file)).hasSize(2);
    }

    @Test
    void read_severalDocuments_areRefused() {
        assertThat(open(TestFiles.read("several-documents.sops.yaml")))
                .containsExactly(
                        "sops-documents file.sops.yaml:18:1: an encrypted file holds one document; encrypt this"
                                + " one in a file of its own");
    }

    @Test
    void read_duplicateKey_isTold() {
        assertThat(open(DEFAULT + "\na_unencrypted: hunter2\n"))
                .containsExactly("yaml-duplicate-key file.sops.yaml:19:1: key \"a_unencrypted\" is already at"
                        + " file.sops.yaml:1:1; remove one of them");
    }

    @Test
    void read_brokenYaml_isTold_withoutAWordOfIt() {
        for (var broken : List.of("password: *hunter2", "password: !hunter2 x", "password: @hunter2", "{hunter2: [")) {
            problems.clear();
            assertThat(open(broken)).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                    .contains("this is not YAML as sops writes it"));
        }
    }

    @Test
    void read_keyGroups_areRefused() {
        assertThat(open(TestFiles.read("key-groups.sops.yaml")))
                .containsExactly("sops-unsupported file.sops.yaml:3:5: key groups (Shamir's secret sharing) are not"
                        + " supported; encrypt the file for age recipients in one group");
    }

    @Test
    void read_commentRegex_isRefused() {
        assertThat(codes(open(TestFiles.read("comment-regex.sops.yaml")))).containsExactly("sops-unsupported");
    }

    @Test
    void read_otherKindsOfRecipientsBesideAge_areIgnored() {
        assertThat(open(DEFAULT.replace(
                        "    age:\n", "    kms:\n        - arn: arn:aws:kms:x\n    pgp: []\n    age:\n")))
                .isEmpty();
    }

    @Test
    void read_noAgeRecipient_isRefused_alsoWithoutKeys() {
        var file = DEFAULT.replace("    age:\n", "    gpg:\n");

        assertThat(codes(open(file))).containsExactly("sops-no-recipient");
        assertThat(codes(sealed(file))).containsExactly("sops-no-recipient");
        assertThat(codes(open(DEFAULT.replaceAll("recipient: .*", "recipient: ssh-ed25519 AAAA"))))
                .containsExactly("sops-no-recipient");
    }

    @Test
    void read_twoRules_areRefused() {
        assertThat(codes(open(SUFFIX.replace(
                        "    encrypted_suffix: _secret", "    encrypted_suffix: _secret\n    encrypted_regex: a"))))
                .containsExactly("sops-metadata");
    }

    @Test
    void read_ruleThatIsNoExpression_isRefused() {
        assertThat(codes(open(SUFFIX.replace("encrypted_suffix: _secret", "encrypted_regex: \"(\""))))
                .containsExactly("sops-metadata");
    }

    @Test
    void read_withoutKeyFile_namesTheOptionAndTheRecipients() {
        SopsFiles.opened(Optional.empty())
                .read("file.sops.yaml", DEFAULT.getBytes(StandardCharsets.UTF_8), problems::add);

        assertThat(problems)
                .hasToString("[file.sops.yaml:5:9: this file is encrypted for"
                        + " age1ems9x295yl5j80wz6s8pj33dc73cl3mymse9ydqtftr499mqnghs4ltssc, and this server has no key;"
                        + " start it with --age-key-file]");
        assertThat(sealed(DEFAULT)).isEmpty();
    }

    @Test
    void read_otherKey_namesBothPublicKeys() {
        var keys = TestFiles.keyFile(folder, TestFiles.OTHER_KEY);

        SopsFiles.opened(Optional.of(keys))
                .read("file.sops.yaml", DEFAULT.getBytes(StandardCharsets.UTF_8), problems::add);

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("sops-no-key"))
                .asString()
                .contains("age1ems9x295yl5j80wz6s8pj33dc73cl3mymse9ydqtftr499mqnghs4ltssc")
                .contains("age1g5pqnx87j904lahu2dup6jx4usscjmaaveazph4cym900ec7944skam3n7")
                .contains("--age-key-file=" + folder);
    }

    @Test
    void read_missingKeyFile_isTold() {
        SopsFiles.opened(Optional.of(new AgeKeyFile(folder.resolve("none"))))
                .read("file.sops.yaml", DEFAULT.getBytes(StandardCharsets.UTF_8), problems::add);

        assertThat(problems)
                .singleElement()
                .asString()
                .endsWith(", but --age-key-file=" + folder.resolve("none") + " does not exist");
    }

    @Test
    void read_anyOfSeveralRecipients_isEnough() {
        for (var keys : List.of(TestFiles.KEYS, TestFiles.OTHER_KEY)) {
            var document = SopsFiles.opened(Optional.of(TestFiles.keyFile(folder, keys)))
                    .read("file.sops.yaml", REGEX.getBytes(StandardCharsets.UTF_8), problems::add);

            assertThat(problems).isEmpty();
            assertThat(document).isPresent();
        }
    }

    @Test
    void read_oneDamagedDataKey_isMadeUpForByAnother() {
        // The first two recipients are ours.
        assertThat(open(REGEX.replaceFirst("YWdlLWVuY3J5", "YWdlLWVuY3J6"))).isEmpty();
        assertThat(open(REGEX.replaceAll("YWdlLWVuY3J5", "YWdlLWVuY3J6")))
                .singleElement()
                .asString()
                .startsWith(
                        "sops-data-key file.sops.yaml:16:16: the data key for age1ems9x295yl5j80wz6s8pj33dc73cl3mymse9"
                                + "ydqtftr499mqnghs4ltssc is damaged, or for somebody else");
    }

    @Test
    void read_dataKeyOfAnotherFile_isRefused() {
        var other = SUFFIX.replaceAll("(?s).*(    age:.*recipient: [^\n]*\n).*", "$1");

        assertThat(codes(open(DEFAULT.replaceAll("(?s)    age:.*recipient: [^\n]*\n", other))))
                .containsExactly("sops-value");
    }

    @Test
    @Timeout(20)
    void read_fileMadeToBeSlow_isRefused() {
        var text = "x".repeat(800_000);
        var aliases = IntStream.range(0, 50_000).mapToObj(i -> "*a").collect(Collectors.joining(","));

        assertThat(codes(open("a_unencrypted: &a " + text + "\nb_unencrypted: [" + aliases + "]\n"
                        + DEFAULT.substring(DEFAULT.indexOf("sops:")))))
                .containsExactly("sops-limit");
    }

    @Test
    void read_tooManyRecipients_areRefused() {
        var recipient =
                "        - {recipient: age1ems9x295yl5j80wz6s8pj33dc73cl3mymse9ydqtftr499mqnghs4ltssc, enc: x}\n";

        assertThat(codes(open(DEFAULT.replace("    age:\n", "    age:\n" + recipient.repeat(100)))))
                .containsExactly("sops-limit");
    }

    @Test
    void discreet_messageWithAPartOfAValue_saysNothingOfIt() {
        var document = document(DEFAULT);

        assertThat(List.of("found \"default secret\"", "found \"default s..", "found \"ult secret\""))
                .allSatisfy(message -> assertThat(document.discreet(problem(message), Set.of()))
                        .hasToString(
                                "file.sops.yaml:2:4: something is wrong with a value here (bad-value), which is not"
                                        + " shown: it is encrypted; look at it with sops"));
        assertThat(document.discreet(problem("found a secret"), Set.of())).isEqualTo(problem("found a secret"));
        assertThat(document.discreet(problem("found \"default secret\""), Set.of("b")))
                .isEqualTo(problem("found \"default secret\""));
        assertThat(document.toString()).doesNotContain("secret");
    }

    @Test
    void basis_changesWithTheKeys_andTellsNothing() {
        var keys = TestFiles.keyFile(folder, TestFiles.KEYS);
        var files = SopsFiles.opened(Optional.of(keys));
        var before = files.basis();

        TestFiles.write(folder, TestFiles.OTHER_KEY);

        assertThat(files.basis()).isNotEqualTo(before).matches("[0-9a-f]{64}");
        TestFiles.write(folder, TestFiles.KEYS);
        assertThat(files.basis()).isEqualTo(before);
        assertThat(SopsFiles.opened(Optional.of(keys)).basis()).isEqualTo(before);
        assertThat(SopsFiles.opened(Optional.of(TestFiles.keyFile(folder, TestFiles.KEYS)))
                        .basis())
                .as("salted")
                .isNotEqualTo(before);
        assertThat(SopsFiles.sealed().basis()).isEmpty();
    }

    private static Problem problem(String message) {
        return Problem.error(new Location("file.sops.yaml", 2, 4), "bad-value", message);
    }

    private SopsDocument document(String file) {
        return SopsFiles.opened(Optional.of(TestFiles.keyFile(folder, TestFiles.KEYS)))
                .read("file.sops.yaml", file.getBytes(StandardCharsets.UTF_8), problems::add)
                .orElseThrow();
    }

    private List<String> open(String file) {
        return read(SopsFiles.opened(Optional.of(TestFiles.keyFile(folder, TestFiles.KEYS))), file);
    }

    private List<String> sealed(String file) {
        return read(SopsFiles.sealed(), file);
    }

    private List<String> read(SopsFiles files, String file) {
        var found = new ArrayList<Problem>();
        var document = files.read("file.sops.yaml", file.getBytes(StandardCharsets.UTF_8), found::add);
        assertThat(document.isPresent()).isEqualTo(found.isEmpty());
        problems.addAll(found);
        return found.stream()
                .sorted()
                .map(problem -> problem.code() + " " + problem)
                .toList();
    }

    private static List<String> codes(List<String> problems) {
        return problems.stream()
                .map(problem -> problem.substring(0, problem.indexOf(' ')))
                .toList();
    }
}
