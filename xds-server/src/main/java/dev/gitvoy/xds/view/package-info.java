/**
 * Turns a release into what each node group is served: named, versioned, immutable. Start at
 * {@link dev.gitvoy.xds.view.Views}. One thread publishes; any thread reads.
 */
@NullMarked
package dev.gitvoy.xds.view;

import org.jspecify.annotations.NullMarked;
