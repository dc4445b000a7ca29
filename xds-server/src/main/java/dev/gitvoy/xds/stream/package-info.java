/**
 * Speaks xDS to one client at a time. Start at {@link dev.gitvoy.xds.stream.XdsServer}, then
 * {@link dev.gitvoy.xds.stream.ClientStream}: SotW and delta share its subscriptions, its order and its memory of what was
 * sent. Knows nothing of Git. Each stream is drained by one thread at a time; nothing blocks.
 */
@NullMarked
package dev.gitvoy.xds.stream;

import org.jspecify.annotations.NullMarked;
