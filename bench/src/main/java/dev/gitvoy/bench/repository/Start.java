package dev.gitvoy.bench.repository;

import dev.gitvoy.bench.Figures;
import dev.gitvoy.bench.Quantiles;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A start of a server.
 *
 * @param micros from the start of its process until it was ready
 * @param cpuMicros until then
 * @param heapMiB in use after a collection
 * @param peakRssMiB the most memory that it had until then
 * @param othersPercent see {@link dev.gitvoy.bench.Machine.Watch}
 */
record Start(long micros, long cpuMicros, double heapMiB, double peakRssMiB, double othersPercent) {
    static Figures figures(List<Start> starts) {
        var micros = new Quantiles(
                starts.stream().map(start -> (double) start.micros).toList());
        return new Figures(
                TimeUnit.SECONDS.toMicros(1) / micros.median(),
                median(starts, Start::cpuMicros),
                micros.median(),
                micros.at(0.99),
                median(starts, Start::peakRssMiB));
    }

    static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
        return Quantiles.median(starts.stream().map(figure::applyAsDouble).toList());
    }
}
