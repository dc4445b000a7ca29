package dev.gitvoy.ratelimit.rule;

/** What a limit answers when the counters cannot be reached in time. */
public enum OnStoreFailure {
    /** The call fails, and Envoy's {@code failure_mode_deny} decides. */
    ERROR,
    /** The request passes. */
    ALLOW,
    /** The request is over the limit. */
    DENY
}
