package dev.gitvoy.bench;

import dev.gitvoy.bench.fanout.XdsFanout;
import dev.gitvoy.bench.unary.UnaryBenchmark;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code bench/run NAME [--quick]}: runs one benchmark and prints its report. */
public final class Main {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String QUICK = "--quick";

    private static final List<Benchmark> ALL = Stream.concat(UnaryBenchmark.all().stream(), Stream.of(new XdsFanout()))
            .toList();

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(ALL, List.of(args), out, System.err));
    }

    /** Returns the exit code. Goals that are not met are a result, not a failure. */
    static int run(List<Benchmark> benchmarks, List<String> args, PrintStream out, PrintStream err)
            throws InterruptedException {
        var names = new ArrayList<>(args);
        boolean quick = names.remove(QUICK);
        if (names.size() != 1) {
            err.println("bench: which one? bench/run NAME [" + QUICK + "]");
            return usage(benchmarks, err);
        }
        var benchmark = benchmarks.stream()
                .filter(known -> known.name().equals(names.get(0)))
                .findFirst();
        if (benchmark.isEmpty()) {
            err.println("bench: unknown benchmark \"" + names.get(0) + "\"");
            return usage(benchmarks, err);
        }
        try {
            var report = benchmark.get().run(quick);
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
        benchmarks.forEach(known -> err.printf("  %-16s %s%n", known.name(), known.summary()));
        return USAGE;
    }
}
