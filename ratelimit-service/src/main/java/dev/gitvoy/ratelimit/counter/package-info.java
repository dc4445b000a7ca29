/**
 * Counts hits per window. {@link dev.gitvoy.ratelimit.counter.CounterStore} is the contract, and every store passes
 * {@code CounterStoreContract}. Knows nothing of rules. Any thread; nothing blocks.
 */
@NullMarked
package dev.gitvoy.ratelimit.counter;

import org.jspecify.annotations.NullMarked;
