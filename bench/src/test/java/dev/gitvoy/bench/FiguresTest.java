package dev.gitvoy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void median_threeRounds_isTakenFigureByFigure() {
        var rounds = List.of(
                new Figures(100, 40, 9, 50, 200), new Figures(300, 60, 5, 70, 220), new Figures(200, 50, 7, 60, 240));

        assertThat(Figures.median(rounds)).isEqualTo(new Figures(200, 50, 7, 60, 220));
    }
}
