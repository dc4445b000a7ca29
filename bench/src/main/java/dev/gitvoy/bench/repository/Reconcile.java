package dev.gitvoy.bench.repository;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Benchmark;
import dev.gitvoy.bench.Budget;
import dev.gitvoy.bench.Figures;
import dev.gitvoy.bench.Machine;
import dev.gitvoy.bench.Options;
import dev.gitvoy.bench.Report;
import dev.gitvoy.bench.TemporaryFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a commit costs, from fetched to published, among few and many resources. */
public final class Reconcile implements Benchmark {
    private static final double ONE_FILE_MILLIS = 200;
    private static final double ONE_FILE_MILLIS_AIMED_AT = 50;
    private static final double README_MILLIS = 20;
    /** A hundred times as much is allowed to cost this much more: trees are deeper. */
    private static final double GROWTH_BOUND = 3;
    /** Share of the budget. */
    private static final double WARM_UP_UNTIL = 0.4;

    private static final Scale FULL = new Scale(
            List.of(1_000, 10_000, 100_000),
            List.of(
                    new Commits("1", 1, 20, 31),
                    new Commits("readme", 0, 20, 31),
                    new Commits("100", 100, 5, 11),
                    new Commits("10000", 10_000, 2, 5)),
            25_000,
            Duration.ofMinutes(2));
    private static final Scale QUICK = new Scale(
            List.of(160, 1_600),
            List.of(new Commits("1", 1, 5, 7), new Commits("readme", 0, 5, 7), new Commits("100", 100, 1, 3)),
            500,
            Duration.ofSeconds(10));

    /**
     * Commits of one kind.
     *
     * @param files that one changes; with none, it changes what is no configuration
     * @param warmUp how many to make before those that are measured
     */
    record Commits(String name, int files, int warmUp, int times) {}

    /**
     * How much is measured.
     *
     * @param sizes numbers of resources, the smallest first
     * @param kinds of commits: to one file, which are measured among all sizes, then to a README, and to many files
     * @param warmUpFiles how many files each server has compiled before it is measured, whatever it holds
     * @param budget of each kind; ends it early, but never before there are three
     */
    record Scale(List<Integer> sizes, List<Commits> kinds, int warmUpFiles, Duration budget) {
        int largest() {
            return sizes.get(sizes.size() - 1);
        }
    }

    @Override
    public String name() {
        return "reconcile";
    }

    @Override
    public String summary() {
        return "a commit to 1,000, 10,000 and 100,000 resources, from fetched to published";
    }

    @Override
    public Report run(Options options) throws BenchException, InterruptedException {
        return run(options.quick() ? QUICK : FULL);
    }

    static Report run(Scale scale) throws BenchException, InterruptedException {
        var oneFile = new ArrayList<Report.Case>();
        var others = new ArrayList<Report.Case>();
        for (int size : scale.sizes()) {
            try (var folder = TemporaryFolder.create()) {
                var tree = new ConfigTree(size);
                var origin = folder.path().resolve("origin.git");
                var repository = OriginRepository.create(origin, tree);
                try (var subject = start(ReconcileServer.class, origin, folder);
                        var ceiling = start(ChangedFilesServer.class, origin, folder)) {
                    var measurement = new Measurement(scale, tree, repository, subject, ceiling);
                    measurement.begin();
                    oneFile.add(measurement.measure(scale.kinds().get(0)));
                    if (size == scale.largest()) {
                        for (var commits :
                                scale.kinds().subList(1, scale.kinds().size())) {
                            others.add(measurement.measure(commits));
                        }
                    }
                }
            }
        }
        return new Report(
                "reconcile",
                Machine.describe(),
                Stream.concat(oneFile.stream(), others.stream()).toList(),
                goals(scale, oneFile, others.get(0).subject()));
    }

    private static FollowingServer start(Class<?> main, Path origin, TemporaryFolder folder) throws BenchException {
        return FollowingServer.start(main, origin, folder.path().resolve(main.getSimpleName()));
    }

    private static List<Report.Goal> goals(Scale scale, List<Report.Case> oneFile, Figures readme) {
        var smallest = oneFile.get(0).subject();
        var largest = oneFile.get(oneFile.size() - 1).subject();
        var among = " among " + scale.largest();
        return List.of(
                new Report.Goal("ms for 1 file" + among, millis(largest), ONE_FILE_MILLIS),
                new Report.Goal("ms for 1 file" + among + ", aim", millis(largest), ONE_FILE_MILLIS_AIMED_AT),
                new Report.Goal("ms for a README" + among, millis(readme), README_MILLIS),
                new Report.Goal(
                        "time for 1 file" + among + " / " + scale.sizes().get(0),
                        largest.p50Micros() / smallest.p50Micros(),
                        GROWTH_BOUND));
    }

    private static double millis(Figures figures) {
        return figures.p50Micros() / TimeUnit.MILLISECONDS.toMicros(1);
    }

    /** One repository with both servers that follow it, which are told of each commit in turn. */
    private static final class Measurement {
        private static final int LEAST_TIMES = 3;
        private static final double NANOS_PER_MILLI = 1_000_000;

        private final Scale scale;
        private final ConfigTree tree;
        private final OriginRepository repository;
        private final FollowingServer subject;
        private final FollowingServer ceiling;
        private double firstMillis;
        private double firstCpuMillis;

        Measurement(
                Scale scale,
                ConfigTree tree,
                OriginRepository repository,
                FollowingServer subject,
                FollowingServer ceiling) {
            this.scale = scale;
            this.tree = tree;
            this.repository = repository;
            this.subject = subject;
            this.ceiling = ceiling;
        }

        /** The servers come to the first commit, and then are made to compile as many files as those that follow more. */
        void begin() throws BenchException, InterruptedException {
            var first = subject.follow(repository.newest(), tree.resources());
            firstMillis = first.followed().nanos() / NANOS_PER_MILLI;
            firstCpuMillis = first.followed().cpuNanos() / NANOS_PER_MILLI;
            ceiling.follow(repository.newest(), tree.resources());
            for (int files = tree.services(); files < scale.warmUpFiles(); files += tree.services()) {
                follow(tree.services(), true);
            }
        }

        private record Pair(FollowingServer.Time subject, FollowingServer.Time ceiling) {}

        /** Commits once, and lets both servers follow. */
        private Pair follow(int files, boolean subjectFirst) throws BenchException, InterruptedException {
            var commit = files == 0 ? repository.commitReadme() : repository.commit(tree.edit(files));
            // Of each file a resource has changed; the ceiling knows no other files, and takes all for new.
            int compiled = files * ConfigTree.RESOURCES_OF_SERVICE;
            if (subjectFirst) {
                var ofSubject = subject.follow(commit, files);
                return new Pair(ofSubject, ceiling.follow(commit, compiled));
            }
            var ofCeiling = ceiling.follow(commit, compiled);
            return new Pair(subject.follow(commit, files), ofCeiling);
        }

        Report.Case measure(Commits commits) throws BenchException, InterruptedException {
            var budget = new Budget(scale.budget());
            for (int time = 0; time < commits.warmUp(); time++) {
                if (time == 0 || !budget.passed(WARM_UP_UNTIL)) {
                    follow(commits.files(), time % 2 == 0);
                }
            }
            var watch = Machine.watch(subject.process(), ceiling.process());
            var ofSubject = new ArrayList<FollowingServer.Time>();
            var ofCeiling = new ArrayList<FollowingServer.Time>();
            for (int time = 0; time < commits.times(); time++) {
                if (time >= LEAST_TIMES && budget.passed(1)) {
                    break;
                }
                var pair = follow(commits.files(), time % 2 == 0);
                ofSubject.add(pair.subject());
                ofCeiling.add(pair.ceiling());
            }
            double others = watch.othersPercent();

            var figures = subject.figures(ofSubject);
            var more = new TreeMap<String, Double>();
            add(more, "", ofSubject);
            add(more, "ceiling", ofCeiling);
            if (commits.files() > 0) {
                more.put("cpuMicrosOfFile", figures.cpuMicros() / commits.files());
            }
            more.put("heapMiB", subject.heapMiB());
            more.put("firstMillis", firstMillis);
            more.put("firstCpuMillis", firstCpuMillis);
            more.put("rounds", (double) ofSubject.size());
            more.put("othersPercent", others);
            return new Report.Case(
                    shortly(tree.resources()) + "/" + commits.name(), figures, ceiling.figures(ofCeiling), more);
        }

        private static void add(Map<String, Double> more, String whose, List<FollowingServer.Time> times) {
            more.put(
                    named(whose, "threadCpuMicros"),
                    FollowingServer.median(times, Followed::threadCpuNanos) / FollowingServer.NANOS_PER_MICRO);
            more.put(named(whose, "bytes"), FollowingServer.median(times, Followed::bytes));
            more.put(
                    named(whose, "wholeMicros"),
                    FollowingServer.median(times, Followed::wholeNanos) / FollowingServer.NANOS_PER_MICRO);
            more.put(named(whose, "wholeCpuMicros"), FollowingServer.mean(times, FollowingServer.Time::wholeCpuMicros));
        }

        private static String named(String whose, String figure) {
            return whose.isEmpty()
                    ? figure
                    : whose + figure.substring(0, 1).toUpperCase(Locale.ROOT) + figure.substring(1);
        }

        private static String shortly(int resources) {
            return resources % 1000 == 0 ? resources / 1000 + "k" : Integer.toString(resources);
        }
    }
}
