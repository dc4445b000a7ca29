package dev.gitvoy.gitsync.release;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** How long to wait between two looks at a source, so that many replicas neither ask in step nor press one that fails. */
final class Pauses {
    static final Duration LONGEST = Duration.ofMinutes(15);
    private static final double JITTER = 0.1;
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

    private final Duration interval;
    private final Supplier<? extends RandomGenerator> random;

    Pauses(Duration interval, Supplier<? extends RandomGenerator> random) {
        this.interval = interval;
        this.random = random;
    }

    /** The interval, give or take a tenth. */
    Duration afterSuccess() {
        return scaled(interval, 1 - JITTER, 1 + JITTER);
    }

    /**
     * Anything up to a bound that doubles with each failure, but not less than the interval.
     *
     * @param failures in a row, at least 1
     * @param asked for by the source, which it gets up to {@link #LONGEST}, and a tenth more so that not all come at once
     */
    Duration afterFailure(int failures, Optional<Duration> asked) {
        var doubled = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 20));
        var pause = scaled(min(doubled, LONGEST), 0, 1);
        if (asked.isPresent()) {
            pause = max(pause, scaled(min(asked.get(), LONGEST), 1, 1 + JITTER));
        }
        return pause.compareTo(interval) < 0 ? afterSuccess() : pause;
    }

    private Duration scaled(Duration duration, double least, double most) {
        double factor = least + (most - least) * random.get().nextDouble();
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
