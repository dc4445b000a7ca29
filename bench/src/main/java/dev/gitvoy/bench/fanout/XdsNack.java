package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Benchmark;
import dev.gitvoy.bench.Machine;
import dev.gitvoy.bench.Options;
import dev.gitvoy.bench.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Streams that refuse everything, beside streams of the same server that take everything. */
public final class XdsNack implements Benchmark {
    private static final double CPU_BOUND = 1;

    @Override
    public String name() {
        return "xds-nack";
    }

    @Override
    public String summary() {
        return "streams that refuse everything, beside streams that take it";
    }

    @Override
    public Map<String, Pattern> options() {
        return Map.of(Protocol.OPTION, Protocol.WORDS, Scale.STREAMS, Scale.NUMBERS);
    }

    @Override
    public Report run(Options options) throws BenchException, InterruptedException {
        return run(
                Scale.of(options),
                options.word(Protocol.OPTION).map(Protocol::of).orElse(Protocol.DELTA));
    }

    static Report run(Scale scale, Protocol protocol) throws BenchException, InterruptedException {
        try (var arena = Arena.open();
                var refusing = arena.gitvoy(scale.services());
                var taking = arena.gitvoy(scale.services())) {
            var wishes = Wishes.everything(protocol, new Services(scale.services()).names());
            var everything = new Due(1, scale.services(), scale.services());
            refusing.fill(scale.streams(), wishes, everything).exact();
            taking.fill(scale.streams(), wishes, everything).exact();
            refusing.refuse();
            var watch = Machine.watch(refusing.server(), taking.server());
            var due = protocol.due(Change.EDS, scale.services());
            refusing.change(Change.EDS, due, scale.warmUpChanges());
            taking.change(Change.EDS, due, scale.warmUpChanges());
            var refused = new ArrayList<Sample>();
            var taken = new ArrayList<Sample>();
            for (int round = 0; round < scale.rounds(); round++) {
                refused.add(refusing.change(Change.EDS, due, scale.perRound()).exact());
                taken.add(taking.change(Change.EDS, due, scale.perRound()).exact());
            }
            var more = new TreeMap<String, Double>();
            more.put("responses", Sample.medianOf(refused, Sample::responses));
            more.put("ceilingResponses", Sample.medianOf(taken, Sample::responses));
            more.put("rounds", (double) refused.size());
            more.put("othersPercent", watch.othersPercent());
            var result = new Report.Case(
                    "nack", Sample.figures(refused, scale.streams()), Sample.figures(taken, scale.streams()), more);
            return new Report(
                    "xds-nack",
                    "%s; %s, %d streams, %d services"
                            .formatted(Machine.describe(), protocol.word(), scale.streams(), scale.services()),
                    List.of(result),
                    List.of(
                            new Report.Goal("CPU / streams that take it", result.ratioCpu(), CPU_BOUND),
                            new Report.Goal(
                                    "resources sent again",
                                    refused.stream()
                                            .mapToDouble(Sample::surplus)
                                            .sum(),
                                    0)));
        }
    }
}
