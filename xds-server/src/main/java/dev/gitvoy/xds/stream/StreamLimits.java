package dev.gitvoy.xds.stream;

import java.time.Duration;

/**
 * What clients may ask of the server.
 *
 * @param longestWait how long what depends on an unanswered response is held back; Envoy gives up after 15 s by itself
 * @param resuming for how long a reconnected client is thought to be still asking for what it had; it keeps for so long what
 *     is gone
 * @param streams most streams at a time
 * @param streamsOfNode most of one node; an Envoy without ADS opens one for each type, and for each cluster's endpoints
 * @param requestsPerSecond of one stream in the long run; more are read later, and none is lost
 * @param burst requests that a stream may send at once
 */
public record StreamLimits(
        Duration longestWait, Duration resuming, int streams, int streamsOfNode, int requestsPerSecond, int burst) {
    public static final StreamLimits DEFAULT =
            new StreamLimits(Duration.ofSeconds(30), Duration.ofSeconds(1), 50_000, 5_000, 200, 2_000);
}
