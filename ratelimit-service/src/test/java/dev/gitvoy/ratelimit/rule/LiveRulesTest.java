package dev.gitvoy.ratelimit.rule;

import static dev.gitvoy.ratelimit.rule.RuleTesting.descriptor;
import static dev.gitvoy.ratelimit.rule.RuleTesting.release;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveRulesTest {
    private static final String ONE =
            "domain: d\ndescriptors:\n- {key: %s, rate_limit: {unit: day, requests_per_unit: %d}}\n";

    private final LiveRules rules = new LiveRules();

    private Optional<Long> limit(String key) {
        return rules.current().limit("d", descriptor(key, "x")).map(Limit::requestsPerUnit);
    }

    @Test
    void beforeTheFirstRelease_nothingIsLoaded() {
        assertThat(rules.current().loaded()).isFalse();
        assertThat(limit("a")).isEmpty();
    }

    @Test
    void removedLimit_isAnsweredUntilHandedOver() {
        rules.onRelease(release(ONE.formatted("a", 1)));
        var second = release(ONE.formatted("b", 2));
        rules.onRelease(second);

        assertThat(limit("a")).hasValue(1L);
        assertThat(limit("b")).hasValue(2L);

        rules.handedOver(second);

        assertThat(limit("a")).isEmpty();
        assertThat(limit("b")).hasValue(2L);
    }

    @Test
    void changedLimit_isTheNewOneAtOnce() {
        rules.onRelease(release(ONE.formatted("a", 1)));
        rules.onRelease(release(ONE.formatted("a", 2)));

        assertThat(limit("a")).hasValue(2L);
    }

    @Test
    void ruleWithoutALimit_isARuleToo() {
        rules.onRelease(release(ONE.formatted("a", 1)));
        rules.onRelease(release("domain: d\ndescriptors:\n- key: a\n"));

        assertThat(limit("a")).isEmpty();
    }

    @Test
    void handedOver_anOlderRelease_keepsWhatCameAfterIt() {
        var first = release(ONE.formatted("a", 1));
        var second = release(ONE.formatted("b", 2));
        rules.onRelease(first);
        rules.onRelease(second);
        rules.onRelease(release(ONE.formatted("c", 3)));

        rules.handedOver(second);

        assertThat(limit("a")).isEmpty();
        assertThat(limit("b")).hasValue(2L);
        rules.handedOver(first);
        assertThat(limit("b")).hasValue(2L);
    }

    @Test
    void releasesThatAreKept_areBounded() {
        for (int i = 0; i < 20; i++) {
            rules.onRelease(release(ONE.formatted("k" + i, i + 1)));
        }

        assertThat(limit("k19")).hasValue(20L);
        assertThat(limit("k11")).hasValue(12L);
        assertThat(limit("k10")).isEmpty();
    }
}
