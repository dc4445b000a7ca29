package dev.gitvoy.ratelimit.rule;

/** What a limit answers for a new key when the memory for counters is full: no live counter makes room for it. */
public enum OnFull {
    DENY,
    ALLOW
}
