/** Which Envoys are a group, as {@code gitvoy.yaml} says it. Start at {@link dev.gitvoy.xds.group.NodeGroups}. Immutable; any thread. */
@NullMarked
package dev.gitvoy.xds.group;

import org.jspecify.annotations.NullMarked;
