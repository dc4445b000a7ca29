package dev.gitvoy.gitsync.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void of_shortText_isTheText() {
        assertThat(Excerpt.of("x".repeat(60))).isEqualTo("x".repeat(60));
    }

    @Test
    void of_longText_isCutBetweenCharacters() {
        assertThat(Excerpt.of("\uD83D\uDE00".repeat(61))).isEqualTo("\uD83D\uDE00".repeat(60) + "..");
    }

    @Test
    void of_severalLines_isOneLine() {
        assertThat(Excerpt.of("a\nb\u0007c")).isEqualTo("a b c");
    }
}
