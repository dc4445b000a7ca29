package dev.gitvoy.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** The machine that a benchmark runs on, which it may have to share. */
public final class Machine {
    private Machine() {}

    /** In words, for the report. */
    public static String describe() {
        return "%d x %s, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        ProcFiles.cpuModel(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.version"));
    }

    /** Watches, from now on, what processes other than this one and the servers under test use. */
    public static Watch watch(ServerProcess... servers) {
        return new Watch(servers);
    }

    /** A stretch of time. */
    public static final class Watch {
        private final ServerProcess[] servers;
        private final long startedNanos = System.nanoTime();
        private final long othersBefore;

        private Watch(ServerProcess... servers) {
            this.servers = servers.clone();
            this.othersBefore = othersMicros();
        }

        private long othersMicros() {
            long ours = ProcFiles.cpuMicros(ProcessHandle.current().pid())
                    + Arrays.stream(servers).mapToLong(ServerProcess::cpuMicros).sum();
            return ProcFiles.busyMicros() - ours;
        }

        /** The share of the machine's CPU, in percent, that others had so far. */
        public double othersPercent() {
            double elapsedMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startedNanos);
            double available = elapsedMicros * Runtime.getRuntime().availableProcessors();
            return Math.max(0, 100 * (othersMicros() - othersBefore) / available);
        }
    }
}
