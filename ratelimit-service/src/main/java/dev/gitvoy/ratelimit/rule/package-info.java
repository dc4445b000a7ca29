/**
 * Compiles {@code ratelimit/**.yaml}. Start at {@link dev.gitvoy.ratelimit.rule.RateLimitCompiler}. Pure; the sync thread.
 */
@NullMarked
package dev.gitvoy.ratelimit.rule;

import org.jspecify.annotations.NullMarked;
