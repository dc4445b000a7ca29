package dev.gitvoy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void median_oddNumber_isTheMiddleOne() {
        assertThat(Quantiles.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    }

    @Test
    void median_evenNumber_isTheMeanOfTheMiddleTwo() {
        assertThat(Quantiles.median(List.of(4.0, 1.0, 100.0, 2.0))).isEqualTo(3);
    }

    @Test
    void at_hundredValues_isTheNearestRank() {
        var quantiles = new Quantiles(
                IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList());

        assertThat(quantiles.at(0.99)).isEqualTo(99);
        assertThat(quantiles.at(0.5)).isEqualTo(50);
        assertThat(quantiles.at(0)).isEqualTo(1);
        assertThat(quantiles.at(1)).isEqualTo(100);
        assertThat(quantiles.max()).isEqualTo(100);
    }

    @Test
    void at_oneValue_isThatValue() {
        assertThat(new Quantiles(List.of(7.0)).at(0.99)).isEqualTo(7);
    }

    @Test
    void of_nothing_isRefused() {
        assertThatThrownBy(() -> Quantiles.median(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values: none (expected: at least one)");
    }
}
