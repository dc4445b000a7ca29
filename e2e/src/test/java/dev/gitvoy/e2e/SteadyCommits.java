package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** An author in a hurry: one commit after another, each sending everything to the next cluster. A thread of its own. */
final class SteadyCommits implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicInteger pushed = new AtomicInteger();
    private final Future<?> work;
    private volatile boolean running = true;

    SteadyCommits(Forge forge, String... clusters) {
        work = thread.submit(() -> {
            for (int i = 1; running; i++) {
                forge.commit("commit " + i, Samples.routesTo(clusters[i % clusters.length]));
                pushed.incrementAndGet();
            }
        });
    }

    /** Ends the commits, and returns when the one under way is pushed. Fails when there were not so many. */
    void end(int least) throws InterruptedException, ExecutionException {
        running = false;
        work.get();
        assertThat(pushed.get()).as("commits pushed").isGreaterThanOrEqualTo(least);
    }

    @Override
    public void close() {
        running = false;
        thread.shutdown();
    }
}
