package dev.gitvoy.ratelimit.service;

import com.google.protobuf.Duration;
import dev.gitvoy.ratelimit.rule.Limit;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;

/** Makes what an answer says of one descriptor. Envoy makes its X-RateLimit headers of these, so they are exact. */
final class Statuses {
    static final DescriptorStatus NO_LIMIT =
            DescriptorStatus.newBuilder().setCode(Code.OK).build();

    /** All bits of a uint32. */
    static final DescriptorStatus UNLIMITED =
            DescriptorStatus.newBuilder().setCode(Code.OK).setLimitRemaining(-1).build();

    private Statuses() {}

    /** @param count after this request's hits; negative when it is not known */
    static DescriptorStatus of(Limit limit, boolean over, long count, long nowSeconds) {
        long window = limit.unit().seconds();
        long remaining = over || count < 0 ? 0 : limit.requestsPerUnit() - count;
        return DescriptorStatus.newBuilder()
                .setCode(over && !limit.shadow() ? Code.OVER_LIMIT : Code.OK)
                .setCurrentLimit(limit.current())
                .setLimitRemaining((int) remaining)
                .setDurationUntilReset(Duration.newBuilder().setSeconds(window - Math.floorMod(nowSeconds, window)))
                .build();
    }

    static void addHeaders(RateLimitResponse.Builder response, DescriptorStatus status) {
        header(
                response,
                "RateLimit-Limit",
                Integer.toUnsignedLong(status.getCurrentLimit().getRequestsPerUnit()));
        header(response, "RateLimit-Remaining", Integer.toUnsignedLong(status.getLimitRemaining()));
        header(response, "RateLimit-Reset", status.getDurationUntilReset().getSeconds());
    }

    private static void header(RateLimitResponse.Builder response, String name, long value) {
        response.addResponseHeadersToAdd(HeaderValue.newBuilder().setKey(name).setValue(Long.toString(value)));
    }
}
