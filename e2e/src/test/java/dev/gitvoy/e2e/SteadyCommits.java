package dev.gitvoy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An author in a hurry: one commit after another, each sending everything to the next cluster. A thread of its own. */
final class SteadyCommits implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Duration LAST_PUSH = Duration.ofSeconds(30);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Forge forge;
    private final String[] clusters;
    private volatile int pushed;

    private SteadyCommits(Forge forge, String... clusters) {
        this.forge = forge;
        this.clusters = clusters;
    }

    static SteadyCommits start(Forge forge, String... clusters) {
        var commits = new SteadyCommits(forge, clusters);
        var unused = commits.thread.scheduleWithFixedDelay(commits::push, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return commits;
    }

    private void push() {
        int number = pushed + 1;
        forge.commit("commit " + number, Samples.routesTo(clusters[number % clusters.length]));
        pushed = number;
    }

    /** Ends the commits when the one under way is pushed. Fails when there were not so many. */
    void end(int least) throws InterruptedException {
        thread.shutdown();
        assertThat(thread.awaitTermination(LAST_PUSH.toSeconds(), TimeUnit.SECONDS))
                .as("the last push ends")
                .isTrue();
        assertThat(pushed).as("commits pushed").isGreaterThanOrEqualTo(least);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
