package dev.gitvoy.bench;

import dev.gitvoy.bench.fanout.XdsFanout;
import dev.gitvoy.bench.fanout.XdsMemory;
import dev.gitvoy.bench.fanout.XdsNack;
import dev.gitvoy.bench.fanout.XdsPublish;
import dev.gitvoy.bench.fanout.XdsReconnect;
import dev.gitvoy.bench.repository.ColdStart;
import dev.gitvoy.bench.repository.Reconcile;
import dev.gitvoy.bench.unary.UnaryBenchmark;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code bench/run NAME [--quick] [--OPTION VALUE]}: runs one benchmark and prints its report. */
public final class Main {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final List<Benchmark> ALL = Stream.concat(
                    UnaryBenchmark.all().stream(),
                    Stream.of(
                            new XdsFanout(),
                            new XdsReconnect(),
                            new XdsNack(),
                            new XdsMemory(),
                            new XdsPublish(),
                            new Reconcile(),
                            new ColdStart()))
            .toList();

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(ALL, List.of(args), out, System.err));
    }

    /** Returns the exit code. Goals that are not met are a result, not a failure. */
    static int run(List<Benchmark> benchmarks, List<String> args, PrintStream out, PrintStream err)
            throws InterruptedException {
        if (args.isEmpty() || args.get(0).startsWith("-")) {
            err.println("bench: which one? bench/run NAME [" + Options.QUICK_WORD + "]");
            return usage(benchmarks, err);
        }
        var benchmark = benchmarks.stream()
                .filter(known -> known.name().equals(args.get(0)))
                .findFirst();
        if (benchmark.isEmpty()) {
            err.println("bench: unknown benchmark \"" + args.get(0) + "\"");
            return usage(benchmarks, err);
        }
        Options options;
        try {
            options =
                    Options.parse(args.subList(1, args.size()), benchmark.get().options());
        } catch (IllegalArgumentException e) {
            err.println("bench: " + e.getMessage());
            return usage(List.of(benchmark.get()), err);
        }
        try {
            var report = benchmark.get().run(options);
            out.print(report.table());
            out.println(report.json());
            return DONE;
        } catch (BenchException e) {
            err.println("bench: " + e.getMessage());
            return FAILED;
        }
    }

    private static int usage(List<Benchmark> benchmarks, PrintStream err) {
        err.println("Known benchmarks:");
        for (var known : benchmarks) {
            err.printf("  %-16s %s%n", known.name(), known.summary());
            new TreeMap<>(known.options())
                    .forEach((name, values) -> err.printf("  %-16s   --%s %s%n", "", name, values));
        }
        return USAGE;
    }
}
