/**
 * Says what an operator of Envoys sees differ between two commits. Start at {@link dev.gitvoy.xds.diff.XdsDiff}. Knows no
 * stream and no client; nothing sensitive leaves it but as a digest. One thread.
 */
@NullMarked
package dev.gitvoy.xds.diff;

import org.jspecify.annotations.NullMarked;
