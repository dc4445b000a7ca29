package dev.gitvoy.ratelimit.rule;

import static dev.gitvoy.ratelimit.rule.RuleTesting.descriptor;
import static dev.gitvoy.ratelimit.rule.RuleTesting.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.yaml.Glob;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MatchingTest {
    private final LiveRules rules = new LiveRules();

    @BeforeEach
    void publish() {
        rules.onRelease(release("""
                domain: d
                descriptors:
                - key: path
                  rate_limit: {unit: day, requests_per_unit: 1}
                - key: path
                  value: /api/*
                  rate_limit: {unit: day, requests_per_unit: 2}
                - key: path
                  value: /api/v*
                  rate_limit: {unit: day, requests_per_unit: 3}
                - key: path
                  value: /api/v1
                  rate_limit: {unit: day, requests_per_unit: 4}
                  descriptors:
                  - key: user
                    value: bob
                    rate_limit: {unit: day, requests_per_unit: 5}
                - key: free
                - key: deep
                  descriptors:
                  - key: a
                    rate_limit: {unit: day, requests_per_unit: 6}
                """));
    }

    private Optional<Long> limit(String... entries) {
        return rules.current().limit("d", descriptor(entries)).map(Limit::requestsPerUnit);
    }

    @Test
    void exactBeforePattern_firstPatternInTheFile_anyLast() {
        assertThat(limit("path", "/api/v1")).hasValue(4L);
        assertThat(limit("path", "/api/v2")).hasValue(2L);
        assertThat(limit("path", "/other")).hasValue(1L);
        assertThat(limit("path", "")).hasValue(1L);
    }

    @Test
    void depthMustBeEqual() {
        assertThat(limit("path", "/api/v1", "user", "bob")).hasValue(5L);
        assertThat(limit("path", "/api/v1", "user", "bob", "more", "x")).isEmpty();
        assertThat(limit("deep", "x")).isEmpty();
        assertThat(limit("deep", "x", "a", "y")).hasValue(6L);
    }

    @Test
    void chosenNode_isNeverTakenBack() {
        assertThat(limit("path", "/api/v1", "user", "eve")).isEmpty();
        assertThat(limit("path", "/api/v2", "user", "bob")).isEmpty();
    }

    @Test
    void orderOfEntriesMatters() {
        assertThat(limit("user", "bob", "path", "/api/v1")).isEmpty();
    }

    @Test
    void nothingToSay_isNoLimit() {
        assertThat(limit("free", "x")).isEmpty();
        assertThat(limit("unknown", "x")).isEmpty();
        assertThat(rules.current().limit("elsewhere", descriptor("path", "x"))).isEmpty();
        assertThat(limit()).isEmpty();
    }

    @Test
    void sharedPattern_standsForTheValueInTheKey() {
        rules.onRelease(release("""
                domain: s
                descriptors:
                - key: tenant
                  value: free-*
                  share_threshold: true
                  descriptors:
                  - key: user
                    rate_limit: {unit: day, requests_per_unit: 6}
                """));

        var limit = rules.current()
                .limit("s", descriptor("tenant", "free-1", "user", "bob"))
                .orElseThrow();

        assertThat(limit.keyValue(0, "free-1")).isEqualTo("free-*");
        assertThat(limit.keyValue(1, "bob")).isEqualTo("bob");
    }

    @Property
    void glob_matchesAsARegularExpressionWould(
            @ForAll @StringLength(min = 1, max = 6) @CharRange(from = 'a', to = 'b') String left,
            @ForAll @StringLength(max = 3) @CharRange(from = 'a', to = 'b') String right,
            @ForAll @StringLength(max = 9) @CharRange(from = 'a', to = 'b') String value) {
        for (var pattern : new String[] {left + "*" + right, "*" + left + "*" + right, left + "**" + right + "*"}) {
            assertThat(new Glob(pattern).matches(value))
                    .as("%s of %s", value, pattern)
                    .isEqualTo(value.matches(pattern.replace("*", ".*")));
        }
    }
}
