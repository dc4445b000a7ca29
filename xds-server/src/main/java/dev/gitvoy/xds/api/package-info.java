/**
 * The messages of the Envoy API: those that this program is built with, or newer ones from a descriptor set. Start at EnvoyApi.
 * Knows messages, not what they are for. Immutable; any thread.
 */
@NullMarked
package dev.gitvoy.xds.api;

import org.jspecify.annotations.NullMarked;
