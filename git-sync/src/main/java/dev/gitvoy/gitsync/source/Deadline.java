package dev.gitvoy.gitsync.source;

import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/**
 * An end for a fetch as a whole. JGit's own timeout holds for each read, so a server that sends a byte a second would keep
 * it alive for ever; its progress monitor is asked often enough to end that.
 */
final class Deadline extends EmptyProgressMonitor {
    private final long endNanos;

    Deadline(Duration timeout) {
        endNanos = System.nanoTime() + timeout.toNanos();
    }

    /** At least 1, for JGit takes 0 as no limit. */
    int secondsLeft() {
        return (int) Math.max(1, Duration.ofNanos(endNanos - System.nanoTime()).toSeconds());
    }

    @Override
    public boolean isCancelled() {
        return System.nanoTime() - endNanos > 0;
    }
}
