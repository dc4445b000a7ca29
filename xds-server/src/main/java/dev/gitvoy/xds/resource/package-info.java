/**
 * Turns YAML into typed resources, or problems with file and line. To add a kind, add a ResourceType. Knows the Envoy API,
 * not what is served to whom. Pure; any thread.
 */
@NullMarked
package dev.gitvoy.xds.resource;

import org.jspecify.annotations.NullMarked;
