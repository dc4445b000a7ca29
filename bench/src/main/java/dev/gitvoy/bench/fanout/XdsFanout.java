package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Benchmark;
import dev.gitvoy.bench.Budget;
import dev.gitvoy.bench.Machine;
import dev.gitvoy.bench.Options;
import dev.gitvoy.bench.Report;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * What one change costs a server for each stream that hears of it, and what filling a new stream costs; beside a raw
 * push of the same responses.
 */
public final class XdsFanout implements Benchmark {
    private static final String FILL = "fill";

    // What was asked for, as ratios to the raw push.
    private static final double SMALL_CHANGE_BOUND = 1.6;
    private static final double LARGE_CHANGE_BOUND = 2;
    private static final double FILL_BOUND = 2;
    private static final double RSS_BOUND = 1.4;

    // Shares of the time that a run may take.
    private static final double FILLS_UNTIL = 0.3;
    private static final double WARM_UP_OF_A_KIND = 0.08;
    private static final double ROUNDS_UNTIL = 0.9;

    @Override
    public String name() {
        return "xds-fanout";
    }

    @Override
    public String summary() {
        return "a change to all streams, beside a raw push";
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
                var subject = arena.gitvoy(scale.services());
                var ceiling = arena.rawPush(scale.services(), protocol)) {
            return new Measurement(scale, protocol, subject, ceiling).run();
        }
    }

    /**
     * The rounds of one case, of both servers.
     *
     * @param alone of the ceiling, when it leaves out what follows the first response
     */
    private record Pairs(List<Sample> subject, List<Sample> ceiling, List<Sample> alone) {
        Pairs() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /** One run, which takes both servers through the same in turn. */
    private static final class Measurement {
        private final Scale scale;
        private final Protocol protocol;
        private final Wishes wishes;
        private final Contender subject;
        private final Contender ceiling;
        private final Pairs fills = new Pairs();
        private final Map<Change, Pairs> changes = new EnumMap<>(Change.class);
        private final List<Report.Case> cases = new ArrayList<>();
        private final List<Report.Goal> goals = new ArrayList<>();

        private final Budget budget;

        Measurement(Scale scale, Protocol protocol, Contender subject, Contender ceiling) {
            this.scale = scale;
            this.protocol = protocol;
            this.wishes = Wishes.everything(protocol, new Services(scale.services()).names());
            this.budget = new Budget(scale.budget());
            List.of(Change.EDS, Change.CDS, Change.ALL).forEach(kind -> changes.put(kind, new Pairs()));
            this.subject = subject;
            this.ceiling = ceiling;
        }

        Report run() throws BenchException, InterruptedException {
            var watch = Machine.watch(subject.server(), ceiling.server());
            fill();
            warmUp();
            change();
            double others = watch.othersPercent();

            add(FILL, fills, others, Map.of());
            goal(FILL + " CPU / raw", cases.get(0).ratioCpu(), FILL_BOUND);
            goal(FILL + " last stream / raw", ratio(fills, Sample::lastMicros), FILL_BOUND);
            goal(FILL + " RSS / raw", ratio(fills, Sample::rssMiB), RSS_BOUND);
            changes.forEach((kind, pairs) -> report(kind, pairs, others));
            return new Report("xds-fanout", machine(), cases, goals);
        }

        private String machine() {
            return "%s; %s, %d streams, %d services"
                    .formatted(Machine.describe(), protocol.word(), scale.streams(), scale.services());
        }

        private void fill() throws BenchException, InterruptedException {
            for (int round = 0; round < scale.warmUpFills() + scale.fills(); round++) {
                boolean enough = !fills.subject.isEmpty() && budget.passed(FILLS_UNTIL);
                if (enough) {
                    break;
                }
                var ofSubject = fill(subject);
                makeRoom(subject);
                var ofCeiling = fill(ceiling);
                makeRoom(ceiling);
                if (round >= scale.warmUpFills()) {
                    fills.subject.add(ofSubject);
                    fills.ceiling.add(ofCeiling);
                }
            }
        }

        private Sample fill(Contender contender) throws BenchException, InterruptedException {
            var everything = new Due(1, scale.services(), scale.services());
            return contender.fill(scale.streams(), wishes, everything).exact();
        }

        private void makeReady(Contender contender) throws BenchException, InterruptedException {
            if (!contender.isConnected()) {
                fill(contender);
            }
        }

        private void makeRoom(Contender contender) throws BenchException, InterruptedException {
            if (scale.oneFleetAtATime()) {
                contender.disconnect();
            }
        }

        private Sample change(Contender contender, Change kind, int times) throws BenchException, InterruptedException {
            return contender
                    .change(kind, protocol.due(kind, scale.services()), times)
                    .exact();
        }

        /** Until the JVMs have compiled what is measured then; a change that is slow to make is made less often. */
        private void warmUp() throws BenchException, InterruptedException {
            makeReady(ceiling);
            for (var kind : changes.keySet()) {
                change(ceiling, kind, Scale.times(kind, scale.warmUpChanges()));
            }
            makeRoom(ceiling);

            makeReady(subject);
            double until = FILLS_UNTIL;
            for (var kind : changes.keySet()) {
                until += WARM_UP_OF_A_KIND;
                int times = Scale.times(kind, scale.warmUpChanges());
                for (int time = 0; time < times; time++) {
                    if (time == 0 || !budget.passed(until)) {
                        change(subject, kind, 1);
                    }
                }
            }
            makeRoom(subject);
        }

        private void change() throws BenchException, InterruptedException {
            for (int round = 0; round < scale.rounds(); round++) {
                if (round > 0 && budget.passed(ROUNDS_UNTIL)) {
                    break;
                }
                makeReady(subject);
                for (var pair : changes.entrySet()) {
                    int times = Scale.times(pair.getKey(), scale.perRound());
                    pair.getValue().subject.add(change(subject, pair.getKey(), times));
                }
                makeRoom(subject);
                makeReady(ceiling);
                for (var pair : changes.entrySet()) {
                    int times = Scale.times(pair.getKey(), scale.perRound());
                    pair.getValue().ceiling.add(change(ceiling, pair.getKey(), times));
                    var alone = pair.getKey().alone();
                    if (alone.isPresent()) {
                        pair.getValue().alone.add(change(ceiling, alone.get(), times));
                    }
                }
                makeRoom(ceiling);
            }
        }

        private void report(Change kind, Pairs pairs, double others) {
            var more = new TreeMap<String, Double>();
            more.put("commitCpuMicros", Sample.medianOf(pairs.subject, Sample::commitCpuMicros));
            if (!pairs.alone.isEmpty()) {
                var alone = Sample.figures(pairs.alone, scale.streams());
                var full = Sample.figures(pairs.subject, scale.streams());
                more.put("aloneCpuMicros", alone.cpuMicros());
                more.put("ratioCpuAlone", full.cpuMicros() / alone.cpuMicros());
            }
            add(kind.word(), pairs, others, more);
            var ratioCpu = cases.get(cases.size() - 1).ratioCpu();
            goal(kind.word() + " CPU / raw", ratioCpu, kind.everyService() ? LARGE_CHANGE_BOUND : SMALL_CHANGE_BOUND);
            if (!kind.everyService()) {
                goal(kind.word() + " last stream / raw", ratio(pairs, Sample::lastMicros), SMALL_CHANGE_BOUND);
            }
        }

        private void add(String name, Pairs pairs, double others, Map<String, Double> particular) {
            var more = new TreeMap<>(particular);
            more.put("lastMicros", Sample.medianOf(pairs.subject, Sample::lastMicros));
            more.put("ceilingLastMicros", Sample.medianOf(pairs.ceiling, Sample::lastMicros));
            more.put("ratioLast", ratio(pairs, Sample::lastMicros));
            more.put("ratioRss", ratio(pairs, Sample::rssMiB));
            more.put("responses", Sample.medianOf(pairs.subject, Sample::responses));
            more.put("ceilingResponses", Sample.medianOf(pairs.ceiling, Sample::responses));
            more.put("bytes", Sample.medianOf(pairs.subject, Sample::bytes));
            more.put("ceilingBytes", Sample.medianOf(pairs.ceiling, Sample::bytes));
            more.put("rounds", (double) pairs.subject.size());
            more.put("othersPercent", others);
            cases.add(new Report.Case(
                    name,
                    Sample.figures(pairs.subject, scale.streams()),
                    Sample.figures(pairs.ceiling, scale.streams()),
                    more));
        }

        private void goal(String name, double value, double bound) {
            goals.add(new Report.Goal(name, value, bound));
        }

        private static double ratio(Pairs pairs, ToDoubleFunction<Sample> figure) {
            return Sample.medianOf(pairs.subject, figure) / Sample.medianOf(pairs.ceiling, figure);
        }
    }
}
