package dev.gitvoy.bench.fanout;

/**
 * What a stream is to be sent.
 *
 * @param responses at least so many
 * @param clusters exactly so many; so for assignments
 */
record Due(int responses, int clusters, int assignments) {
    /** Of clients that have everything. */
    static final Due NOTHING = new Due(0, 0, 0);
}
