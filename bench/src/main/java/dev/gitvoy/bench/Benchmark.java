package dev.gitvoy.bench;

import java.util.Map;
import java.util.regex.Pattern;

/** Something that can be measured: a subject beside its ceiling, in one run. */
public interface Benchmark {
    /** As it is called on the command line. */
    String name();

    /** One line for the list of benchmarks. */
    String summary();

    /** What it can be told beside {@code --quick}, each as {@code --NAME VALUE}: the names, and what values they take. */
    default Map<String, Pattern> options() {
        return Map.of();
    }

    /**
     * Measures, within minutes, and leaves nothing running.
     *
     * @throws BenchException when a server does not do what it is measured for
     */
    Report run(Options options) throws BenchException, InterruptedException;
}
