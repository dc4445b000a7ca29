package dev.gitvoy.ratelimit.rule;

import com.google.protobuf.Struct;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A limit of requests in a window, ready to be applied. Immutable.
 *
 * @param unlimited nothing is counted, and every request passes
 * @param name for {@code replaces}; may be empty
 * @param replaces names of limits that do not count when this one is matched by the same request
 * @param shadow counted, but never refused
 * @param quota refuses only when all quotas of the request are used up
 * @param onStoreFailure empty for what the settings say
 * @param sharedValues by entry, the pattern whose matches all share one counter, or null for the entry's own value
 * @param current what an answer says of the limit
 */
public record Limit(
        Unit unit,
        long requestsPerUnit,
        boolean unlimited,
        String name,
        Set<String> replaces,
        boolean shadow,
        boolean quota,
        Optional<OnStoreFailure> onStoreFailure,
        OnFull onFull,
        List<@Nullable String> sharedValues,
        Optional<Struct> metadata,
        RateLimit current) {
    public Limit {
        replaces = Set.copyOf(replaces);
        // List.copyOf takes no null.
        sharedValues = Collections.unmodifiableList(sharedValues);
    }

    /** A limit that comes with a request, which has none of a rule's other properties. */
    public static Limit override(Unit unit, int requestsPerUnit) {
        return new Limit(
                unit,
                Integer.toUnsignedLong(requestsPerUnit),
                false,
                "",
                Set.of(),
                false,
                false,
                Optional.empty(),
                OnFull.DENY,
                List.of(),
                Optional.empty(),
                current(unit, requestsPerUnit, ""));
    }

    static RateLimit current(Unit unit, int requestsPerUnit, String name) {
        return RateLimit.newBuilder()
                .setUnit(unit.proto())
                .setRequestsPerUnit(requestsPerUnit)
                .setName(name)
                .build();
    }

    /** What stands for an entry's value in the counter's key. */
    public String keyValue(int entry, String value) {
        var shared = entry < sharedValues.size() ? sharedValues.get(entry) : null;
        return shared == null ? value : shared;
    }
}
