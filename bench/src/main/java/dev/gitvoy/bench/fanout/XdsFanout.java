package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Benchmark;
import dev.gitvoy.bench.Budget;
import dev.gitvoy.bench.Machine;
import dev.gitvoy.bench.Report;
import dev.gitvoy.bench.ServerProcess;
import dev.gitvoy.bench.TemporaryFolder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What one change costs a server for each delta stream that hears of it, and what filling a new stream costs; beside a raw
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
        return "a change to all delta streams, beside a raw push";
    }

    @Override
    public Report run(boolean quick) throws BenchException, InterruptedException {
        return run(quick ? Scale.QUICK : Scale.FULL);
    }

    static Report run(Scale scale) throws BenchException, InterruptedException {
        var eventLoop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (var folder = TemporaryFolder.create();
                var xds = start(XdsFanoutServer.class, folder, scale);
                var raw = start(RawPushServer.class, folder, scale);
                var subject = Contender.over(xds, eventLoop, scale);
                var ceiling = Contender.over(raw, eventLoop, scale)) {
            return new Measurement(scale, subject, ceiling).run();
        } finally {
            var unused = eventLoop.shutdownGracefully();
        }
    }

    private static ServerProcess start(Class<?> main, TemporaryFolder folder, Scale scale) throws BenchException {
        return ServerProcess.start(main, folder.path().toString(), Integer.toString(scale.services()));
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
        private final Contender subject;
        private final Contender ceiling;
        private final Pairs fills = new Pairs();
        private final Map<Change, Pairs> changes = new EnumMap<>(Change.class);
        private final List<Report.Case> cases = new ArrayList<>();
        private final List<Report.Goal> goals = new ArrayList<>();

        private final Budget budget;

        Measurement(Scale scale, Contender subject, Contender ceiling) {
            this.scale = scale;
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
            return "%s; %d streams, %d services".formatted(Machine.describe(), scale.streams(), scale.services());
        }

        private void fill() throws BenchException, InterruptedException {
            for (int round = 0; round < scale.warmUpFills() + scale.fills(); round++) {
                boolean enough = !fills.subject.isEmpty() && budget.passed(FILLS_UNTIL);
                if (enough) {
                    break;
                }
                var ofSubject = subject.fill();
                var ofCeiling = ceiling.fill();
                if (round >= scale.warmUpFills()) {
                    fills.subject.add(ofSubject);
                    fills.ceiling.add(ofCeiling);
                }
            }
        }

        /** Until the JVMs have compiled what is measured then; a change that is slow to make is made less often. */
        private void warmUp() throws BenchException, InterruptedException {
            double until = FILLS_UNTIL;
            for (var kind : changes.keySet()) {
                until += WARM_UP_OF_A_KIND;
                int times = Scale.times(kind, scale.warmUpChanges());
                for (int time = 0; time < times; time++) {
                    ceiling.change(kind, 1);
                    if (time == 0 || !budget.passed(until)) {
                        subject.change(kind, 1);
                    }
                }
            }
        }

        private void change() throws BenchException, InterruptedException {
            for (int round = 0; round < scale.rounds(); round++) {
                if (round > 0 && budget.passed(ROUNDS_UNTIL)) {
                    break;
                }
                for (var pair : changes.entrySet()) {
                    int times = Scale.times(pair.getKey(), scale.perRound());
                    pair.getValue().subject.add(subject.change(pair.getKey(), times));
                    pair.getValue().ceiling.add(ceiling.change(pair.getKey(), times));
                    var alone = pair.getKey().alone();
                    if (alone.isPresent()) {
                        pair.getValue().alone.add(ceiling.change(alone.get(), times));
                    }
                }
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
