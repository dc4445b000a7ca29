package dev.gitvoy.authz.policy;

import static dev.gitvoy.authz.policy.PolicyTesting.DEFAULTS;
import static dev.gitvoy.authz.policy.PolicyTesting.policy;
import static dev.gitvoy.authz.policy.PolicyTesting.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthzCompilerTest {
    private static List<String> problemsOf(String yaml) {
        return problems(Map.of("authz/a.yaml", yaml));
    }

    @Test
    void emptyFolder_isAccepted() {
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problemsOf(DEFAULTS)).isEmpty();
    }

    @Test
    void encryptedFile_isRefused() {
        assertThat(problems(Map.of("authz/a.sops.yaml", "kind: ENC[..]\n", "authz/.sops.yaml", "")))
                .singleElement()
                .asString()
                .contains("authz/a.sops.yaml:1:1: encrypted files belong under xds/ alone");
    }

    @Test
    void everyMistake_isToldWithItsPlace() {
        assertThat(problemsOf(DEFAULTS + """
                        ---
                        kind: Policy
                        metadata: {name: p}
                        match: {hosts: [Api.example.com, "api:80"], paths: [v1, "/a/../b", "/x%2fy", "/ok"], methods: [get]}
                        authenticate: {anyOf: [kee]}
                        deny: [{name: d, status: 200}]
                        allow:
                        - {name: a, when: "request.metod == 'GET'"}
                        - {name: b, when: "auth.subject"}
                        - {when: "true", rols: [x]}
                        response:
                          headers:
                            set: {x-user: "auth.subject", host: "'h'", ":path": "'/'", x-n: "1"}
                            remove: [x-user, x-envoy-original-path]
                          metadata: {limit: {unit: "'DAY'", requests_per_unit: "true"}}
                        shadow: {}
                        ---
                        kind: Polcy
                        """))
                .extracting(problem -> problem.replaceAll("; .*| \\(character.*", ""))
                .containsExactly(
                        "authz/a.yaml:10:17: \"Api.example.com\" is no host",
                        "authz/a.yaml:10:34: \"api:80\" is no host",
                        "authz/a.yaml:10:53: \"v1\" is no path",
                        "authz/a.yaml:10:57: \"/a/../b\" is no path",
                        "authz/a.yaml:10:68: \"/x%2fy\" is no path",
                        "authz/a.yaml:10:96: \"get\" is no method",
                        "authz/a.yaml:11:24: identity \"kee\" is not in this commit",
                        "authz/a.yaml:12:8: a rule of deny needs \"when\"",
                        "authz/a.yaml:12:26: status must be a whole number from 400 to 599",
                        "authz/a.yaml:14:19: \"request.metod == 'GET'\": undeclared reference to 'request' (in container"
                                + " '')",
                        "authz/a.yaml:15:19: \"auth.subject\" must be true or false, and is string",
                        "authz/a.yaml:16:3: \"name\" is needed, for example name: everyone",
                        "authz/a.yaml:16:18: unknown field \"rols\"",
                        "authz/a.yaml:19:35: \"host\" is no header that is set here",
                        "authz/a.yaml:19:48: \":path\" is no header that is set here",
                        "authz/a.yaml:19:69: \"1\" must be a text, and is int",
                        "authz/a.yaml:20:14: \"x-user\" is set as well, and Envoy would remove it",
                        "authz/a.yaml:20:22: \"x-envoy-original-path\" is no header that is removed here",
                        "authz/a.yaml:21:56: \"true\" must be a text or a whole number, and is bool",
                        "authz/a.yaml:22:1: \"shadow\" is not supported by this version of gitvoy",
                        "authz/a.yaml:24:7: unknown kind \"Polcy\"");
    }

    /** A missing field means "no restriction", so one that a template left empty must not pass for missing. */
    @Test
    void emptyFields_areRefused() {
        assertThat(problemsOf(DEFAULTS + """
                        ---
                        kind: ApiKeys
                        keys:
                        - {id: a, mac: "%s", notAfter: }
                        ---
                        kind: Policy
                        metadata: {name: p}
                        match: {hosts: ["*"], paths: ["/**"], methods: []}
                        authenticate: {anyOf: [key]}
                        deny: []
                        allow:
                        - {name: admin, when: , scopes: ~}
                        - {name: other, scopes: []}
                        """.formatted("0".repeat(64))))
                .extracting(problem -> problem.replaceAll("; .*", ""))
                .containsExactly(
                        "authz/a.yaml:10:84: \"notAfter\" has no value",
                        "authz/a.yaml:14:48: \"methods\" is an empty list",
                        "authz/a.yaml:16:7: \"deny\" is an empty list",
                        "authz/a.yaml:18:17: \"when\" has no value",
                        "authz/a.yaml:18:25: \"scopes\" has no value",
                        "authz/a.yaml:19:25: \"scopes\" is an empty list");
    }

    @Test
    void identities_haveOneWay_andAnonymousIsAMapping() {
        assertThat(problemsOf(
                        "kind: Defaults\nidentities:\n  a: {anonymous: false}\n  b: {anonymous: {}, apiKey: {}}\n"))
                .satisfiesExactly(
                        problem -> assertThat(problem).contains(":3:18: anonymous must be a mapping"),
                        problem -> assertThat(problem).contains(":4:6: identity \"b\" has two ways"));
    }

    @Test
    void patternThatDoesNotCompile_isRefused() {
        var rule = policy("p", "{hosts: [a], paths: [/a]}")
                .replace("allow:", "deny: [{name: d, when: \"header('x').matches('%s')\"}]\nallow:");

        assertThat(problemsOf(DEFAULTS + "---\n" + rule.formatted("("))).hasSize(1);
        assertThat(problemsOf(DEFAULTS + "---\n" + rule.formatted("(?i)scrapy|curl")))
                .isEmpty();
    }

    @Test
    void macThatIsNone_isNotRepeated() {
        assertThat(problemsOf("kind: ApiKeys\nkeys: [{id: a, mac: ak_live_secret}]\n"))
                .singleElement()
                .asString()
                .startsWith("authz/a.yaml:2:21: mac must be 64 hex digits")
                .doesNotContain("secret");
    }

    @Test
    void policiesForTheSameRequests_areAConflict_unlessMethodsTellThemApart() {
        var one = policy("one", "{hosts: [a.example], paths: [\"/x/{id}\"], methods: [GET]}");

        assertThat(problemsOf(DEFAULTS + "---\n" + one + "---\n"
                        + policy("two", "{hosts: [a.example], paths: [\"/x/{name}\"]}")))
                .singleElement()
                .asString()
                .startsWith("authz/a.yaml:14:1: policy \"two\" is for the same requests as \"one\" at authz/a.yaml:8:1:"
                        + " a.example/x/{name}");
        assertThat(problemsOf(DEFAULTS + "---\n" + one + "---\n"
                        + policy("two", "{hosts: [a.example], paths: [\"/x/{name}\"], methods: [PUT]}")))
                .isEmpty();
    }

    @Test
    void secondDefaults_orSecondPolicyOfAName_areRefused() {
        assertThat(problems(Map.of("authz/a.yaml", DEFAULTS, "authz/b.yaml", "kind: Defaults\n")))
                .singleElement()
                .asString()
                .startsWith("authz/b.yaml:1:1: defaults of authorization");
        assertThat(problemsOf(DEFAULTS + "---\n" + policy("p", "{hosts: [a], paths: [/a]}") + "---\n"
                        + policy("p", "{hosts: [b], paths: [/b]}")))
                .singleElement()
                .asString()
                .contains("policy \"p\" is already defined at authz/a.yaml:9:18");
    }

    @Test
    void filesOfNoUse_areRefused() {
        assertThat(problemsOf("# nothing\n")).singleElement().asString().contains("the file is empty");
        assertThat(problemsOf("- a\n")).singleElement().asString().contains("must be a mapping");
        assertThat(problemsOf("kind: Test\n")).singleElement().asString().contains("not supported");
        assertThat(problems(Map.of("authz/notes.txt", "x")))
                .singleElement()
                .asString()
                .contains("ignored");
    }
}
