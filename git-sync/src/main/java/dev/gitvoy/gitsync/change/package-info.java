/**
 * Says in an operator's words what differs between two releases. Start at {@link dev.gitvoy.gitsync.change.Change}; each
 * server tells the differences of its own artifacts in these. Knows no secret: they are told by digest. Immutable.
 */
@NullMarked
package dev.gitvoy.gitsync.change;

import org.jspecify.annotations.NullMarked;
