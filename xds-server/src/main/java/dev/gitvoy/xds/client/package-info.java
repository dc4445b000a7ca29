/**
 * Remembers what each Envoy has: the last version it accepted, or refused and why, of each type. Start at
 * {@link dev.gitvoy.xds.client.Clients}. Any thread.
 */
@NullMarked
package dev.gitvoy.xds.client;

import org.jspecify.annotations.NullMarked;
