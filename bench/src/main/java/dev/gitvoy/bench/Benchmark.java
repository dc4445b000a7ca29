package dev.gitvoy.bench;

/** Something that can be measured: a subject beside its ceiling, in one run. */
public interface Benchmark {
    /** As it is called on the command line. */
    String name();

    /** One line for the list of benchmarks. */
    String summary();

    /**
     * Measures, within minutes, and leaves nothing running.
     *
     * @param quick whether to prove only that it runs, within seconds; the figures then mean little
     * @throws BenchException when a server does not do what it is measured for
     */
    Report run(boolean quick) throws BenchException, InterruptedException;
}
