package dev.gitvoy.gitsync.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    @Test
    void afterSuccess_isTheIntervalGiveOrTakeATenth() {
        assertThat(pauses(0).afterSuccess()).isEqualTo(Duration.ofMillis(90));
        assertThat(pauses(1).afterSuccess()).isEqualTo(Duration.ofMillis(110));
    }

    @Test
    void afterFailure_isAnythingUpToABoundThatDoubles() {
        assertThat(most(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(most(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(most(5)).isEqualTo(Duration.ofSeconds(16));
        assertThat(most(10)).isEqualTo(Duration.ofSeconds(512));
        assertThat(most(11)).isEqualTo(Duration.ofMinutes(15));
        assertThat(most(1_000_000)).isEqualTo(Duration.ofMinutes(15));
        assertThat(pauses(0.5).afterFailure(5, Optional.empty())).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void afterFailure_isNotLessThanTheInterval() {
        assertThat(pauses(0).afterFailure(5, Optional.empty())).isEqualTo(Duration.ofMillis(90));
    }

    @Test
    void whatTheSourceAskedFor_isGranted_upToABound() {
        assertThat(pauses(0).afterFailure(1, Optional.of(Duration.ofMinutes(2))))
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(pauses(0).afterFailure(1, Optional.of(Duration.ofDays(300)))).isEqualTo(Duration.ofMinutes(15));
        assertThat(pauses(1).afterFailure(1, Optional.of(Duration.ofDays(300))))
                .isBetween(Duration.ofMinutes(16), Duration.ofMinutes(17));
    }

    private static Duration most(int failures) {
        return pauses(1).afterFailure(failures, Optional.empty());
    }

    private static Pauses pauses(double random) {
        return new Pauses(INTERVAL, () -> new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return random;
            }
        });
    }
}
