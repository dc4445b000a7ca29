package dev.gitvoy.bench.repository;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Figures;
import dev.gitvoy.bench.Quantiles;
import dev.gitvoy.bench.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** One server under test, which is told of each commit. Used by one thread. */
final class FollowingServer implements AutoCloseable {
    /** For a first compile of everything, on a machine that is busy. */
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    static final double NANOS_PER_MICRO = 1_000;
    private static final double BYTES_PER_MIB = 1 << 20;

    private final ServerProcess process;

    private FollowingServer(ServerProcess process) {
        this.process = process;
    }

    static FollowingServer start(Class<?> main, Path repository, Path stateFolder) throws BenchException {
        return new FollowingServer(ServerProcess.start(main, repository.toString(), stateFolder.toString()));
    }

    ServerProcess process() {
        return process;
    }

    /** @param wholeCpuMicros with fetching, and with what the process did about it later; in steps of 10 ms */
    record Time(Followed followed, long wholeCpuMicros) {}

    /**
     * Lets it come to a commit.
     *
     * @param changed how many resources have to be others than before
     */
    Time follow(String commit, int changed) throws BenchException, InterruptedException {
        long before = process.quietCpuMicros();
        process.send(FollowLoop.FOLLOW);
        var followed = Followed.parse(process.expect(FollowLoop.FOLLOWED, TIMEOUT));
        if (!followed.commit().equals(commit)) {
            throw new BenchException("a server came to commit " + followed.commit() + " instead of " + commit);
        }
        if (followed.changed() != changed) {
            throw new BenchException("a server changed " + followed.changed() + " resources instead of " + changed
                    + " for commit " + commit);
        }
        return new Time(followed, process.quietCpuMicros() - before);
    }

    double heapMiB() throws BenchException, InterruptedException {
        process.send(FollowLoop.HEAP);
        return Long.parseLong(process.expect(FollowLoop.HEAP, TIMEOUT)) / BYTES_PER_MIB;
    }

    Figures figures(List<Time> times) {
        var micros = new Quantiles(times.stream()
                .map(time -> time.followed().nanos() / NANOS_PER_MICRO)
                .toList());
        return new Figures(
                TimeUnit.SECONDS.toMicros(1) / micros.median(),
                mean(times, time -> time.followed().cpuNanos()) / NANOS_PER_MICRO,
                micros.median(),
                micros.at(0.99),
                process.rssMiB());
    }

    /** Of what is read in coarse steps. */
    static double mean(List<Time> times, ToLongFunction<Time> figure) {
        return times.stream().mapToLong(figure).average().orElse(Double.NaN);
    }

    static double median(List<Time> times, ToLongFunction<Followed> figure) {
        return Quantiles.median(times.stream()
                .map(time -> (double) figure.applyAsLong(time.followed()))
                .toList());
    }

    @Override
    public void close() {
        process.close();
    }
}
