package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Benchmark;
import dev.gitvoy.bench.Machine;
import dev.gitvoy.bench.Options;
import dev.gitvoy.bench.Report;
import dev.gitvoy.xds.resource.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * All streams come again and say what they hold, as after a restart of the control plane, and nothing has changed; beside a
 * server that parses what they say and answers each with nothing.
 */
public final class XdsReconnect implements Benchmark {
    private static final double CPU_BOUND = 1.6;
    private static final Due EMPTY_ANSWERS = new Due(2, 0, 0);

    @Override
    public String name() {
        return "xds-reconnect";
    }

    @Override
    public String summary() {
        return "all streams come again with what they hold, beside a server that only parses it";
    }

    @Override
    public Map<String, Pattern> options() {
        return Map.of(Scale.STREAMS, Scale.NUMBERS);
    }

    @Override
    public Report run(Options options) throws BenchException, InterruptedException {
        return run(Scale.of(options));
    }

    static Report run(Scale scale) throws BenchException, InterruptedException {
        try (var arena = Arena.open();
                var subject = arena.gitvoy(scale.services());
                var answering = arena.rawReconnect(true);
                var silent = arena.rawReconnect(false)) {
            var versions = CompiledVersions.of(arena.gitvoyFolder(0));
            var wishes = Wishes.held(versions.of(ResourceTypes.CLUSTER), versions.of(ResourceTypes.ENDPOINTS));
            var watch = Machine.watch(subject.server(), answering.server());
            var ofSubject = new ArrayList<Sample>();
            var ofAnswering = new ArrayList<Sample>();
            var ofSilent = new ArrayList<Sample>();
            for (int round = 0; round < scale.warmUpFills() + scale.fills(); round++) {
                boolean counts = round >= scale.warmUpFills();
                measure(subject, scale, wishes, Due.NOTHING, counts, ofSubject);
                measure(answering, scale, wishes, EMPTY_ANSWERS, counts, ofAnswering);
                measure(silent, scale, wishes, Due.NOTHING, counts, ofSilent);
            }
            double others = watch.othersPercent();
            var cases = List.of(
                    caseOf("answered", ofSubject, ofAnswering, scale, others),
                    caseOf("silent", ofSubject, ofSilent, scale, others));
            return new Report(
                    "xds-reconnect",
                    "%s; %d streams, %d services".formatted(Machine.describe(), scale.streams(), scale.services()),
                    cases,
                    List.of(
                            new Report.Goal(
                                    "CPU / parse and answer", cases.get(0).ratioCpu(), CPU_BOUND),
                            new Report.Goal("resources sent again", total(ofSubject), 0)));
        }
    }

    private static void measure(
            Contender contender, Scale scale, Wishes wishes, Due due, boolean counts, List<Sample> samples)
            throws BenchException, InterruptedException {
        contender.connect(scale.streams(), wishes);
        var sample = contender.subscribe(due).exact();
        if (counts) {
            samples.add(sample);
        }
        contender.disconnect();
    }

    private static double total(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::surplus).sum();
    }

    private static Report.Case caseOf(
            String name, List<Sample> subject, List<Sample> ceiling, Scale scale, double others) {
        var more = new TreeMap<String, Double>();
        more.put("lastMicros", Sample.medianOf(subject, Sample::lastMicros));
        more.put("ceilingLastMicros", Sample.medianOf(ceiling, Sample::lastMicros));
        more.put("responses", Sample.medianOf(subject, Sample::responses));
        more.put("ceilingResponses", Sample.medianOf(ceiling, Sample::responses));
        more.put("rounds", (double) subject.size());
        more.put("othersPercent", others);
        return new Report.Case(
                name, Sample.figures(subject, scale.streams()), Sample.figures(ceiling, scale.streams()), more);
    }
}
