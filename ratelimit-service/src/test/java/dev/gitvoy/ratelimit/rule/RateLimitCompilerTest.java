package dev.gitvoy.ratelimit.rule;

import static dev.gitvoy.ratelimit.rule.RuleTesting.descriptor;
import static dev.gitvoy.ratelimit.rule.RuleTesting.problems;
import static dev.gitvoy.ratelimit.rule.RuleTesting.release;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitCompilerTest {
    private static List<String> problemsOf(String yaml) {
        return problems(Map.of("ratelimit/a.yaml", yaml));
    }

    @Test
    void emptyFolder_isAccepted() {
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problems(Map.of("ratelimit/README.md", "words"))).isEmpty();
    }

    @Test
    void everyMistake_isToldWithItsPlace() {
        assertThat(problemsOf("""
                        domain: edge
                        descriptors:
                        - key: a
                          rate_limit: {unit: fortnight, requests_per_unit: 5}
                        - key: b
                          rate_limt: {unit: day}
                        - value: c
                        - key: d
                          rate_limit: {unit: day, requests_per_unit: -1}
                        - key: e
                          rate_limit: {unlimited: true, unit: day}
                        - key: f
                          value: x
                          share_threshold: true
                        - key: g
                          rate_limit: {unit: day, requests_per_unit: 1, name: n, replaces: [{name: n}]}
                        - key: a
                        - words
                        - key: h
                          shadow_mode: maybe
                          descriptors: {key: i}
                        """))
                .containsExactly(
                        "ratelimit/a.yaml:4:22: unit cannot be \"fortnight\"; use one of: second, minute, hour, day,"
                                + " week, month, year",
                        "ratelimit/a.yaml:6:3: unknown field \"rate_limt\"; did you mean \"rate_limit\"?",
                        "ratelimit/a.yaml:7:3: \"key\" is needed, for example key: remote_address",
                        "ratelimit/a.yaml:9:46: requests_per_unit must be a whole number from 0 to 4294967295; found"
                                + " -1",
                        "ratelimit/a.yaml:11:39: an unlimited rule has no unit; remove one of the two",
                        "ratelimit/a.yaml:14:20: share_threshold is for a value with *, whose matches share one"
                                + " counter; found \"x\"",
                        "ratelimit/a.yaml:16:76: a limit cannot replace itself, \"n\"",
                        "ratelimit/a.yaml:17:3: the descriptor a is already there, at ratelimit/a.yaml:3:3; merge them"
                                + " or remove one",
                        "ratelimit/a.yaml:18:3: a descriptor must be a mapping; found words",
                        "ratelimit/a.yaml:20:16: shadow_mode must be true or false; found maybe",
                        "ratelimit/a.yaml:21:16: descriptors must be a list; found a mapping");
    }

    @Test
    void encryptedFile_isRefused() {
        assertThat(problems(Map.of("ratelimit/a.sops.yaml", "domain: ENC[..]\n", "ratelimit/.sops.yaml", "")))
                .singleElement()
                .asString()
                .contains("ratelimit/a.sops.yaml:1:1: encrypted files belong under xds/ alone");
    }

    @Test
    void filesOfNoUse_areRefused() {
        assertThat(problemsOf("# nothing\n")).singleElement().asString().contains(":1:1: the file is empty");
        assertThat(problemsOf("descriptors: []\n")).singleElement().asString().contains("\"domain\" is needed");
        assertThat(problemsOf("domain: a\n---\ndomain: b\n"))
                .singleElement()
                .asString()
                .contains(":3:1: one domain");
        assertThat(problemsOf("domain: gitvoy.warm-up\n"))
                .singleElement()
                .asString()
                .contains("gitvoy's own");
        assertThat(problemsOf("domain: [a\n")).hasSize(1);
        assertThat(problems(Map.of("ratelimit/notes.txt", "words")))
                .singleElement()
                .asString()
                .contains("ignored");
    }

    @Test
    void twoFilesOfADomain_areRefusedAtTheSecond() {
        assertThat(problems(Map.of("ratelimit/a.yaml", "domain: edge\n", "ratelimit/b.yaml", "domain: edge\n")))
                .containsExactly("ratelimit/b.yaml:1:9: rate limit domain \"edge\" is already defined at"
                        + " ratelimit/a.yaml:1:9; rename or remove one");
    }

    @Test
    void missingRequestsPerUnit_blocksAll_withAWarning() {
        assertThat(problemsOf("domain: d\ndescriptors:\n- {key: a, rate_limit: {unit: day}}\n"))
                .singleElement()
                .asString()
                .contains("every request is over the limit");
    }

    /** As yaml.v2, with which envoyproxy/ratelimit reads its files. */
    @ParameterizedTest
    @CsvSource({"10,10", "1_000,1000", "0x10,16", "010,8", "0b11,3", "4294967295,4294967295"})
    void number_isReadAsYaml11(String written, long meant) {
        var rules = new LiveRules();
        rules.onRelease(release(
                "domain: d\ndescriptors:\n- {key: a, rate_limit: {unit: day, requests_per_unit: " + written + "}}\n"));

        assertThat(rules.current()
                        .limit("d", descriptor("a", "x"))
                        .orElseThrow()
                        .requestsPerUnit())
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({"'\"10\"'", "abc", "4294967296", "1.5", "1e3", "[1]"})
    void number_thatIsNone_isRefused(String written) {
        assertThat(problemsOf("domain: d\ndescriptors:\n- {key: a, rate_limit: {unit: day, requests_per_unit: "
                        + written + "}}\n"))
                .singleElement()
                .asString()
                .startsWith("ratelimit/a.yaml:3:55: requests_per_unit must be a whole number");
    }

    @Test
    void compile_onlyWhatChanged_keepsTheRest() {
        var first = release(
                null,
                Map.of(
                        "ratelimit/a.yaml",
                                "domain: a\ndescriptors: [{key: k, rate_limit: {unit: day, requests_per_unit: 1}}]\n",
                        "ratelimit/b.yaml",
                                "domain: b\ndescriptors: [{key: k, rate_limit: {unit: day, requests_per_unit: 2}}]\n"),
                Set.of());
        var second = release(first, Map.of(), Set.of("ratelimit/a.yaml"));

        var rules = second.artifact(RateLimitArtifact.KEY).rules();

        assertThat(rules.hasDomain("a")).isFalse();
        assertThat(rules.find("b", descriptor("k", "v"))).isNotNull();
    }

    @Test
    void whatHasNoEffectYet_isToldOrRefused() {
        assertThat(problemsOf("""
                        domain: d
                        descriptors:
                        - key: a
                          detailed_metric: true
                          value_to_metric: yes
                          metadata: {tier: gold}
                        - key: b
                          detailed_metric: false
                        """))
                .containsExactly(
                        "ratelimit/a.yaml:4:20: detailed_metric has no effect in this version of gitvoy; the limit"
                                + " itself is applied",
                        "ratelimit/a.yaml:5:20: value_to_metric has no effect in this version of gitvoy; the limit"
                                + " itself is applied",
                        "ratelimit/a.yaml:6:13: metadata has no effect in this version of gitvoy; the limit itself is"
                                + " applied");
        assertThat(problemsOf("domain: d\ndescriptors:\n- {key: a, metadata: [b]}\n"))
                .containsExactly("ratelimit/a.yaml:3:22: metadata must be a mapping; found a list");
    }

    /** The reference takes it for a pattern over key and value; taken literally here it would limit nobody. */
    @Test
    void patternAsAKey_isRefused() {
        assertThat(problemsOf(
                        "domain: d\ndescriptors:\n- {key: path*, rate_limit: {unit: day, requests_per_unit: 1}}\n"))
                .containsExactly("ratelimit/a.yaml:3:9: a * in a key is not supported by this version of gitvoy; found"
                        + " \"path*\"; write the pattern as a value");
    }

    @Test
    void settings_areReadAndChecked() {
        assertThat(problems(Map.of("gitvoy.yaml", "ratelimit: {on_store_failure: maybe, near: 1}\n")))
                .containsExactly(
                        "gitvoy.yaml:1:31: on_store_failure cannot be \"maybe\"; use one of: error, allow, deny",
                        "gitvoy.yaml:1:38: unknown field \"near\"; use one of: on_store_failure, quota_mode,"
                                + " response_headers, shadow_mode");
    }
}
