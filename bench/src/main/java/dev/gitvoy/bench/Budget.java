package dev.gitvoy.bench;

import java.time.Duration;

/** The time that a run may take, from now on. Its parts are given in shares of the whole, counted from the start. */
public final class Budget {
    private final long startNanos = System.nanoTime();
    private final Duration whole;

    public Budget(Duration whole) {
        this.whole = whole;
    }

    /** Whether this share of the time has passed. */
    public boolean passed(double share) {
        return System.nanoTime() - startNanos >= whole.toNanos() * share;
    }
}
