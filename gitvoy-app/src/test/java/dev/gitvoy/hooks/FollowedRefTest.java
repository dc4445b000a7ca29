package dev.gitvoy.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowedRefTest {
    private final FollowedRef followed = new FollowedRef("refs/heads/main");

    private boolean isOther(String payload) {
        return followed.isOtherThanIn(payload.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ref\": \"refs/heads/main\"}",
                "{\"commits\": [{\"ref\": \"refs/heads/other\"}], \"ref\": \"refs/heads/main\"}",
                "{\"ref\": \"main\", \"ref_type\": \"branch\"}",
                "{\"ref\": \"refs/heads/other\", \"ref\": \"refs/heads/main\"}",
                "{\"ref\": null}",
                "{\"ref\": {\"ref\": \"refs/heads/other\"}}",
                "{\"zen\": \"Keep it simple\"}",
                "[{\"ref\": \"refs/heads/other\"}]",
                "{\"ref\": \"refs/heads/other\"",
                "{\"ref\": \"refs/heads/other\", ",
                "payload=%7B%22ref%22%3A%22refs%2Fheads%2Fother%22%7D",
                "\"refs/heads/other\"",
                "",
                "\u0000"
            })
    void mayBeAboutTheFollowedRef(String payload) {
        assertThat(isOther(payload)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ref\": \"refs/heads/other\"}",
                "{\"ref\": \"refs/tags/main\"}",
                "{\"before\": {\"ref\": \"refs/heads/main\"}, \"ref\": \"refs/heads/main2\", \"commits\": [{}, []]}",
                "{\"ref\": \"Main\"}"
            })
    void isAboutAnotherRef(String payload) {
        assertThat(isOther(payload)).isTrue();
    }

    @Test
    void nestedDeeperThanAnybodyWould_isNotReadToTheEnd() {
        assertThat(isOther("{\"a\": " + "[".repeat(500_000))).isFalse();
        assertThat(isOther("{\"ref\": \"refs/heads/other\", \"a\": " + "{\"a\":".repeat(100_000)))
                .isFalse();
    }

    @Test
    void folderWithoutRef_anythingMayBeAboutIt() {
        assertThat(new FollowedRef("").isOtherThanIn("{\"ref\": \"x\"}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }
}
