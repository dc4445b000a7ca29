package dev.gitvoy.xds.view;

import dev.gitvoy.xds.group.NodeGroups;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.Map;

/**
 * The views of one release. Immutable, so that a stream sees one commit and never a mixture.
 *
 * @param commit id of the release's commit
 * @param groups which nodes belong to which group
 * @param shared what a node of no group is served
 */
public record Published(String commit, NodeGroups groups, Map<String, View> byGroup, View shared) {
    public Published {
        byGroup = Map.copyOf(byGroup);
    }

    public View viewOf(Node node) {
        return viewOf(groups.groupOf(node));
    }

    /** @param group one that {@link #groups} gives */
    public View viewOf(String group) {
        return byGroup.getOrDefault(group, shared);
    }
}
