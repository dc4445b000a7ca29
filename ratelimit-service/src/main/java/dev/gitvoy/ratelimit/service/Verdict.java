package dev.gitvoy.ratelimit.service;

import dev.gitvoy.ratelimit.rule.Limit;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one answer of the descriptors' statuses: over when a limit is over, or when there are quotas and all are used up.
 * One thread.
 */
final class Verdict {
    private final boolean allAreQuotas;
    private boolean limitOver;
    private boolean quotaSeen;
    private boolean quotaLeft;
    private @Nullable DescriptorStatus lastOver;
    private @Nullable DescriptorStatus leastLeft;

    Verdict(boolean allAreQuotas) {
        this.allAreQuotas = allAreQuotas;
    }

    /** A descriptor without a limit. */
    void passed(boolean asQuota) {
        quotaSeen |= asQuota;
        quotaLeft |= asQuota;
    }

    void limited(Limit limit, DescriptorStatus status) {
        boolean over = status.getCode() == Code.OVER_LIMIT;
        if (limit.quota() || allAreQuotas) {
            quotaSeen = true;
            quotaLeft |= !over;
        } else if (over) {
            limitOver = true;
            lastOver = status;
        }
        if (leastLeft == null
                || Integer.compareUnsigned(status.getLimitRemaining(), leastLeft.getLimitRemaining()) < 0) {
            leastLeft = status;
        }
    }

    boolean isOver() {
        return limitOver || (quotaSeen && !quotaLeft);
    }

    /** The status that the response's headers tell of; empty when nothing is limited. */
    Optional<DescriptorStatus> deciding() {
        return Optional.ofNullable(lastOver == null ? leastLeft : lastOver);
    }
}
