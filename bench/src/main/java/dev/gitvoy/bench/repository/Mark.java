package dev.gitvoy.bench.repository;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What this process has used up to a moment.
 *
 * @param nanos the moment, by {@link System#nanoTime}
 * @param cpuNanos of the process, in steps of 10 ms
 * @param threadCpuNanos of the thread that asked
 * @param bytes allocated, by thread; one that ends is not counted
 */
record Mark(long nanos, long cpuNanos, long threadCpuNanos, Map<Long, Long> bytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** One from which on something is measured: what it takes itself comes before. */
    static Mark start() {
        var bytes = allocated();
        long cpu = SYSTEM.getProcessCpuTime();
        long threadCpu = THREADS.getCurrentThreadCpuTime();
        return new Mark(System.nanoTime(), cpu, threadCpu, bytes);
    }

    /** One up to which something is measured: what it takes itself comes after. */
    static Mark end() {
        long nanos = System.nanoTime();
        long threadCpu = THREADS.getCurrentThreadCpuTime();
        return new Mark(nanos, SYSTEM.getProcessCpuTime(), threadCpu, allocated());
    }

    long bytesSince(Mark earlier) {
        return bytes.entrySet().stream()
                .mapToLong(entry -> entry.getValue() - earlier.bytes.getOrDefault(entry.getKey(), 0L))
                .sum();
    }

    private static Map<Long, Long> allocated() {
        var ids = THREADS.getAllThreadIds();
        var bytes = THREADS.getThreadAllocatedBytes(ids);
        var byThread = new HashMap<Long, Long>();
        for (int i = 0; i < ids.length; i++) {
            byThread.put(ids[i], Math.max(0, bytes[i]));
        }
        return byThread;
    }
}
