package dev.gitvoy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What Linux tells of processes under {@code /proc}. */
final class ProcFiles {
    /** The kernel's unit for user space, USER_HZ: 100 a second on every architecture that Gitvoy runs on. */
    private static final long MICROS_PER_TICK = 10_000;

    private static final double KIB_PER_MIB = 1024;
    private static final Path PROC = Path.of("/proc");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    // Numbers of fields in proc(5), counted from the one after the command's name, which is 3.
    private static final int UTIME = 14 - 3;
    private static final int STIME = 15 - 3;

    private static final int IDLE = 4;
    private static final int IOWAIT = 5;
    private static final int STEAL = 8;

    private ProcFiles() {}

    /** User and system time of all threads of a process, those that ended too. In steps of 10 ms. */
    static long cpuMicros(long pid) {
        return parseCpuMicros(read(process(pid).resolve("stat")));
    }

    static long parseCpuMicros(String stat) {
        // The name before the last parenthesis may hold spaces and parentheses itself.
        var fields = SPACES.split(stat.substring(stat.lastIndexOf(')') + 2), -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * MICROS_PER_TICK;
    }

    static double rssMiB(long pid) {
        return parseMiB("VmRSS", read(process(pid).resolve("status")));
    }

    /** The most that it ever was. */
    static double peakRssMiB(long pid) {
        return parseMiB("VmHWM", read(process(pid).resolve("status")));
    }

    static double parseMiB(String field, String status) {
        return status.lines()
                        .filter(line -> line.startsWith(field + ":"))
                        .map(line -> SPACES.split(line, -1)[1])
                        .mapToDouble(Double::parseDouble)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("status: no field " + field))
                / KIB_PER_MIB;
    }

    /** What all processes of the machine used, and what a hypervisor took away. */
    static long busyMicros() {
        return parseBusyMicros(read(PROC.resolve("stat")));
    }

    static long parseBusyMicros(String stat) {
        var fields = SPACES.split(stat.lines().findFirst().orElseThrow(), -1);
        long ticks = 0;
        // Time of guests, after STEAL, is counted in user time already.
        for (int field = 1; field <= STEAL; field++) {
            if (field != IDLE && field != IOWAIT) {
                ticks += Long.parseLong(fields[field]);
            }
        }
        return ticks * MICROS_PER_TICK;
    }

    static String cpuModel() {
        return read(PROC.resolve("cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch", "unknown CPU"));
    }

    private static Path process(long pid) {
        return PROC.resolve(Long.toString(pid));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
