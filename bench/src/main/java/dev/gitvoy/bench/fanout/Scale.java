package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.Options;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How much to measure, if time allows.
 *
 * @param streams one connection each
 * @param services a cluster and an assignment each
 * @param warmUpFills fills that are not measured, so that both servers' code is compiled
 * @param warmUpChanges changes of each kind that are not measured, for the same reason
 * @param perRound small changes of a kind in each measured round; fewer of those that change everything
 * @param budget for the whole run; a slow machine measures fewer rounds
 */
record Scale(
        int streams,
        int services,
        int warmUpFills,
        int fills,
        int warmUpChanges,
        int rounds,
        int perRound,
        Duration budget) {
    static final Scale FULL = new Scale(1000, 1000, 1, 3, 20, 9, 5, Duration.ofSeconds(200));
    /** What every stream holds is less, so that all of it fits into two servers and the load. */
    static final Scale MANY = new Scale(10_000, 100, 1, 2, 10, 3, 5, Duration.ofSeconds(400));

    static final Scale QUICK = new Scale(50, 50, 1, 1, 3, 2, 3, Duration.ofSeconds(15));

    /** The options that choose the size. */
    static final String STREAMS = "streams";

    static final Pattern NUMBERS = Pattern.compile("[1-9][0-9]{0,4}");

    /** From here on a fleet has so many connections that the benchmark can open those of one server only. */
    private static final int MOST_IN_PAIRS = 3000;

    private static final int SMALL_PER_LARGE = 5;

    static Scale of(Options options) {
        int streams = options.number(STREAMS).orElse(options.quick() ? QUICK.streams : FULL.streams);
        var scale = options.quick() ? QUICK : streams > MOST_IN_PAIRS ? MANY : FULL;
        return scale.withStreams(streams);
    }

    private Scale withStreams(int other) {
        return new Scale(other, services, warmUpFills, fills, warmUpChanges, rounds, perRound, budget);
    }

    /** Whether one server's fleet has to leave before the other's comes. */
    boolean oneFleetAtATime() {
        return streams > MOST_IN_PAIRS;
    }

    /** How many changes of a kind make up a round of so many small ones. */
    static int times(Change change, int small) {
        return change.everyService() ? Math.max(1, small / SMALL_PER_LARGE) : small;
    }
}
