package dev.gitvoy.ratelimit.rule;

import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit;
import java.util.Optional;

/** Length of a window. Months have 30 days and years 365, as envoyproxy/ratelimit counts them. */
public enum Unit {
    SECOND(1, RateLimit.Unit.SECOND),
    MINUTE(60, RateLimit.Unit.MINUTE),
    HOUR(3_600, RateLimit.Unit.HOUR),
    DAY(86_400, RateLimit.Unit.DAY),
    WEEK(7 * 86_400, RateLimit.Unit.WEEK),
    MONTH(30 * 86_400, RateLimit.Unit.MONTH),
    YEAR(365 * 86_400, RateLimit.Unit.YEAR);

    private final long seconds;
    private final RateLimit.Unit proto;

    Unit(long seconds, RateLimit.Unit proto) {
        this.seconds = seconds;
        this.proto = proto;
    }

    public long seconds() {
        return seconds;
    }

    public RateLimit.Unit proto() {
        return proto;
    }

    /** Finds a unit by its number in a request's override; empty for 0 and for what no unit has. */
    public static Optional<Unit> ofNumber(int number) {
        for (var unit : values()) {
            if (unit.proto.getNumber() == number) {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }
}
