package dev.gitvoy.serve;

import dev.gitvoy.gitsync.release.HandoverListener;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.release.ReleaseListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells the services that Envoys ask when the releases before a new one may be forgotten: when every connected Envoy has
 * the new one, or after a while. So a commit that renames a route and its policy together denies nobody: accepting is not
 * applying.
 */
final class Handover implements ReleaseListener, AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** An Envoy's ACK says that its main thread has the configuration; its workers, and requests in them, follow. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private final List<? extends HandoverListener> services;
    private final Predicate<Release> applied;
    private final Duration longest;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "gitvoy-handover");
        thread.setDaemon(true);
        return thread;
    });
    /** The newest release, until every Envoy has it. */
    private volatile @Nullable Release pending;

    /**
     * @param applied whether every Envoy that is connected has a release
     * @param longest how long an Envoy that does not take a release holds up the handover; zero to hand over at once
     */
    Handover(List<? extends HandoverListener> services, Predicate<Release> applied, Duration longest) {
        this.services = services;
        this.applied = applied;
        this.longest = longest;
    }

    void start() {
        var unused = clock.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onRelease(Release release) {
        if (longest.isZero()) {
            handOver(release);
            return;
        }
        pending = release;
        handOverAfter(longest, release);
    }

    private void look() {
        var release = pending;
        if (release != null && applied.test(release)) {
            pending = null;
            handOverAfter(SETTLING, release);
        }
    }

    private void handOverAfter(Duration delay, Release release) {
        var unused = clock.schedule(() -> handOver(release), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void handOver(Release release) {
        services.forEach(service -> service.handedOver(release));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
