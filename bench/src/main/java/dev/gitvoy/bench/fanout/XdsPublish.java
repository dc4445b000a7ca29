package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Benchmark;
import dev.gitvoy.bench.Figures;
import dev.gitvoy.bench.Machine;
import dev.gitvoy.bench.Options;
import dev.gitvoy.bench.Quantiles;
import dev.gitvoy.bench.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What it costs to publish a compiled release of which one resource has changed, beside the same among a thousand. */
public final class XdsPublish implements Benchmark {
    private static final int RESOURCES_OF_SERVICE = 2;
    private static final List<Integer> RESOURCES = List.of(1_000, 10_000, 100_000);
    private static final List<Integer> FEW_RESOURCES = List.of(200, 2_000);
    private static final int WARM_UP = 10;
    private static final int TIMES = 15;
    /** A hundred times as much is allowed to cost this much more: trees are deeper. */
    private static final double BOUND = 3;

    @Override
    public String name() {
        return "xds-publish";
    }

    @Override
    public String summary() {
        return "publishing one change among 1,000, 10,000 and 100,000 resources";
    }

    @Override
    public Report run(Options options) throws BenchException, InterruptedException {
        return run(options.quick() ? FEW_RESOURCES : RESOURCES);
    }

    /** @param sizes numbers of resources, the smallest first */
    static Report run(List<Integer> sizes) throws BenchException, InterruptedException {
        var cases = new ArrayList<Report.Case>();
        Figures smallest = null;
        for (int size : sizes) {
            try (var arena = Arena.open();
                    var subject = arena.gitvoy(size / RESOURCES_OF_SERVICE)) {
                var costs = publish(subject);
                var figures = figures(costs, subject);
                smallest = smallest == null ? figures : smallest;
                cases.add(new Report.Case(
                        Integer.toString(size), figures, smallest, Map.of("bytes", Sample.medianOf(costs, cost ->
                                (double) cost.bytes()))));
            }
        }
        var largest = cases.get(cases.size() - 1);
        return new Report(
                "xds-publish",
                Machine.describe(),
                cases,
                List.of(new Report.Goal(
                        "time of the largest / of the smallest",
                        largest.subject().p50Micros() / largest.ceiling().p50Micros(),
                        BOUND)));
    }

    private static List<PublishCost> publish(Contender subject) throws BenchException, InterruptedException {
        // A stream that asks for nothing, so that there is someone to pass over.
        subject.connect(1, Wishes.clusters(Protocol.DELTA));
        var costs = new ArrayList<PublishCost>();
        for (int time = 0; time < WARM_UP + TIMES; time++) {
            var cost = subject.push(Change.EDS, Due.NOTHING).cost();
            if (time >= WARM_UP) {
                costs.add(cost);
            }
        }
        return costs;
    }

    private static Figures figures(List<PublishCost> costs, Contender subject) {
        var micros = new Quantiles(costs.stream()
                .map(cost -> cost.nanos() / (double) TimeUnit.MICROSECONDS.toNanos(1))
                .toList());
        return new Figures(
                TimeUnit.SECONDS.toMicros(1) / micros.median(),
                Sample.medianOf(costs, cost -> cost.cpuNanos() / (double) TimeUnit.MICROSECONDS.toNanos(1)),
                micros.median(),
                micros.at(0.99),
                subject.server().rssMiB());
    }
}
