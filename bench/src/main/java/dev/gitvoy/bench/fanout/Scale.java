package dev.gitvoy.bench.fanout;

import java.time.Duration;

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
    static final Scale QUICK = new Scale(50, 50, 1, 1, 3, 2, 3, Duration.ofSeconds(15));

    private static final int SMALL_PER_LARGE = 5;

    /** How many changes of a kind make up a round of so many small ones. */
    static int times(Change change, int small) {
        return change.everyService() ? Math.max(1, small / SMALL_PER_LARGE) : small;
    }
}
