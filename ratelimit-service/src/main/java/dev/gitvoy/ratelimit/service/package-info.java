/**
 * Answers {@code ShouldRateLimit}. Start at {@link dev.gitvoy.ratelimit.service.RateLimiter}; the gRPC service and
 * {@code /json} are its two doors. Event-loop threads; nothing blocks.
 */
@NullMarked
package dev.gitvoy.ratelimit.service;

import org.jspecify.annotations.NullMarked;
