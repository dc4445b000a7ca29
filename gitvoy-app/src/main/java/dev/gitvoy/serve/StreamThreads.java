package dev.gitvoy.serve;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
}
