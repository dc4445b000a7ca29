package dev.gitvoy.serve;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for the xDS streams' work; as many as cores, for it never waits. */
public final class StreamThreads {
    private StreamThreads() {}

    public static ExecutorService start() {
        var number = new AtomicInteger();
        return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), work -> {
            var thread = new Thread(work, "gitvoy-xds-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs a short task about once a second, until it is shut down. */
    public static ScheduledExecutorService everySecond(String name, Runnable task) {
        var clock = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        var unused = clock.scheduleWithFixedDelay(task, 1, 1, TimeUnit.SECONDS);
        return clock;
    }
}
