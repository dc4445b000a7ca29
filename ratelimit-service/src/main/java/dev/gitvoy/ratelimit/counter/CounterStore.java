package dev.gitvoy.ratelimit.counter;

import java.time.Duration;
import java.util.List;

/** Keeps counters. A key belongs to one window, so a counter only grows until it is forgotten. Any thread; never blocks. */
public interface CounterStore extends AutoCloseable {
    /** Stands for a count when the store could not be reached in time. */
    long UNREACHABLE = -1;

    /** Stands for a count when there is no room for a new counter. */
    long FULL = -2;

    /** The most hits that one call may add: counters are 64 bits wide, and must not overflow within a window. */
    long MOST_HITS = 1L << 32;

    /**
     * Adds hits to counters. Hits for equal keys of one call count one after the other.
     *
     * @param callback is called once, on any thread, this one too
     */
    void add(List<Hits> hits, Callback callback);

    @Override
    void close();

    /**
     * Hits to be counted.
     *
     * @param key of the counter, window included
     * @param number 0 to only look; at most {@link #MOST_HITS}
     * @param rest how long the window lasts from now: the counter is kept at least as long
     */
    record Hits(String key, long number, Duration rest) {
        public Hits {
            if (number < 0 || number > MOST_HITS) {
                throw new IllegalArgumentException("number: " + number + " (expected: 0 to " + MOST_HITS + ")");
            }
        }
    }

    /** Takes the answer. */
    @FunctionalInterface
    interface Callback {
        /** @param counts of each counter after the hits, in their order, or {@link #UNREACHABLE}, or {@link #FULL} */
        void counted(long[] counts);
    }
}
