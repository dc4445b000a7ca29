/** xDS for clients that poll it as JSON over HTTP. Start at {@link dev.gitvoy.xds.rest.RestDiscovery}. Any thread. */
@NullMarked
package dev.gitvoy.xds.rest;

import org.jspecify.annotations.NullMarked;
