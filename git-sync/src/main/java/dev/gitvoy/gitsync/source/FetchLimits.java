package dev.gitvoy.gitsync.source;

import java.time.Duration;

/**
 * How much a fetch may take before it is given up.
 *
 * @param timeout for a fetch as a whole, from the first look to the last byte
 * @param maxBytes received in one fetch, as expanded from compressed answers
 */
public record FetchLimits(Duration timeout, long maxBytes) {
    public static final FetchLimits DEFAULT = new FetchLimits(Duration.ofSeconds(60), 512L << 20);
}
