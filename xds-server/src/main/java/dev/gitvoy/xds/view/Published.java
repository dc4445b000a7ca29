package dev.gitvoy.xds.view;

import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.Map;

/**
 * The views of one release. Immutable, so that a stream sees one commit and never a mixture.
 *
 * @param commit id of the release's commit
 * @param shared what a node of no group is served
 */
public record Published(String commit, Map<String, View> byGroup, View shared) {
    public Published {
        byGroup = Map.copyOf(byGroup);
    }

    public View viewOf(Node node) {
        return byGroup.getOrDefault(groupOf(node), shared);
    }

    /** The group that a node belongs to: its cluster's name. */
    public static String groupOf(Node node) {
        return node.getCluster();
    }
}
