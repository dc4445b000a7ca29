package dev.gitvoy.bench.fanout;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What it cost the thread that publishes to hand a change to the server; what the streams' threads then do is not in it.
 *
 * @param bytes allocated
 */
record PublishCost(long nanos, long cpuNanos, long bytes) {

    static PublishCost of(Runnable publish) {
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytesBefore = thread.getCurrentThreadAllocatedBytes();
        long cpuBefore = thread.getCurrentThreadCpuTime();
        long before = System.nanoTime();
        publish.run();
        long nanos = System.nanoTime() - before;
        long cpu = thread.getCurrentThreadCpuTime() - cpuBefore;
        return new PublishCost(nanos, cpu, thread.getCurrentThreadAllocatedBytes() - bytesBefore);
    }

    /** As a server's answer to an order. */
    String line() {
        return nanos + " " + cpuNanos + " " + bytes;
    }

    static PublishCost parse(String line) {
        var fields = line.split(" ", -1);
        return new PublishCost(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
    }
}
