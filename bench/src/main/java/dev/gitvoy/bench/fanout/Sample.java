package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Figures;
import dev.gitvoy.bench.Quantiles;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * One round of one server: the same thing done to every stream, some times over.
 *
 * @param cpuMicros the server's CPU for one stream and one time, the ACKs included
 * @param p50Micros when half of the streams had everything
 * @param lastMicros when the last stream had everything
 * @param commitCpuMicros the CPU for reading and compiling the commit, once and not per stream
 * @param surplus resources and removals that came and were not due, on all streams together
 */
record Sample(
        double cpuMicros,
        double p50Micros,
        double p99Micros,
        double lastMicros,
        double rssMiB,
        double commitCpuMicros,
        double responses,
        double bytes,
        long surplus) {

    /** What is measured each time; CPU, read in coarse steps, is added up over the round. */
    record Time(Quantiles micros, Round round) {
        static Time of(Round round, long startNanos) {
            return new Time(round.microsSince(startNanos), round);
        }

        /** Of a round in which nothing is due. */
        static Time of(double micros, Round round) {
            return new Time(new Quantiles(List.of(micros)), round);
        }
    }

    static Sample of(
            List<Time> times, int streams, long serverCpuMicros, double rssMiB, long commitCpuMicros, long surplus) {
        return new Sample(
                (double) serverCpuMicros / times.size() / streams,
                medianOf(times, time -> time.micros().median()),
                medianOf(times, time -> time.micros().at(0.99)),
                medianOf(times, time -> time.micros().max()),
                rssMiB,
                (double) commitCpuMicros / times.size(),
                medianOf(times, time -> time.round().responsesPerStream()),
                medianOf(times, time -> time.round().bytesPerStream()),
                surplus);
    }

    /** This, if every stream was sent what was due and no more. */
    Sample exact() throws BenchException {
        if (surplus > 0) {
            throw new BenchException(
                    "the streams were sent " + surplus + " resources that they had or did not ask for");
        }
        return this;
    }

    static Figures figures(Collection<Sample> samples, int streams) {
        return Figures.median(
                samples.stream().map(sample -> sample.figures(streams)).toList());
    }

    Figures figures(int streams) {
        return new Figures(
                streams * TimeUnit.SECONDS.toMicros(1) / lastMicros, cpuMicros, p50Micros, p99Micros, rssMiB);
    }

    static <T> double medianOf(Collection<T> values, ToDoubleFunction<T> figure) {
        return Quantiles.median(values.stream().map(figure::applyAsDouble).toList());
    }
}
