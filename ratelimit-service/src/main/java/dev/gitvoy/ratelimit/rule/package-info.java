/**
 * Compiles {@code ratelimit/**.yaml} to trees of rules, and finds the limit of a descriptor. Start at
 * {@link dev.gitvoy.ratelimit.rule.RateLimitCompiler} for a commit, at {@link dev.gitvoy.ratelimit.rule.LiveRules} for a
 * request. Knows nothing of counters. All immutable but the list of live releases.
 */
@NullMarked
package dev.gitvoy.ratelimit.rule;

import org.jspecify.annotations.NullMarked;
