/**
 * Asks a real Envoy whether it takes what a commit serves, and says in which file what it refuses stands. Start at
 * {@link dev.gitvoy.envoycheck.EnvoyCheck}. Does no I/O but to run Envoy; secrets never leave the process. One thread.
 */
@NullMarked
package dev.gitvoy.envoycheck;

import org.jspecify.annotations.NullMarked;
