package dev.gitvoy.bench;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one server did in one case.
 *
 * @param rate operations a second
 * @param cpuMicros the server's CPU for one operation
 * @param p50Micros the time of an operation, as the load sees it
 * @param rssMiB the server's memory after the case
 */
public record Figures(double rate, double cpuMicros, double p50Micros, double p99Micros, double rssMiB) {
    /** Each figure's median over several rounds. */
    public static Figures median(Collection<Figures> rounds) {
        return new Figures(
                medianOf(rounds, Figures::rate),
                medianOf(rounds, Figures::cpuMicros),
                medianOf(rounds, Figures::p50Micros),
                medianOf(rounds, Figures::p99Micros),
                medianOf(rounds, Figures::rssMiB));
    }

    private static double medianOf(Collection<Figures> rounds, ToDoubleFunction<Figures> figure) {
        List<Double> values = rounds.stream().map(figure::applyAsDouble).toList();
        return Quantiles.median(values);
    }
}
