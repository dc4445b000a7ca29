/**
 * The file with which an Envoy starts, so that it asks Gitvoy for everything else. Start at
 * {@link dev.gitvoy.bootstrap.EnvoyBootstrap}. Immutable; any thread.
 */
@NullMarked
package dev.gitvoy.bootstrap;

import org.jspecify.annotations.NullMarked;
