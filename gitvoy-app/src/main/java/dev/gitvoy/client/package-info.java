/**
 * Asks a running Gitvoy over its admin port, as any script would. Start at {@link dev.gitvoy.client.GitvoyApi}. Knows the
 * JSON that docs/operations.md describes, and no class of the server. Any thread.
 */
@NullMarked
package dev.gitvoy.client;

import org.jspecify.annotations.NullMarked;
