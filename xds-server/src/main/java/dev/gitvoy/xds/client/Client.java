package dev.gitvoy.xds.client;

import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.Map;

/**
 * What is known of one Envoy, all its streams taken together.
 *
 * @param address of its newest stream
 * @param types what it has, by type URL, of the types that it subscribes to
 */
public record Client(Node node, String address, boolean connected, Map<String, TypeStatus> types) {
    /** Whether its last word on some type was a refusal. */
    public boolean refuses() {
        return types.values().stream().anyMatch(status -> status.state() == TypeStatus.State.NACKED);
    }

    /** The program and version that the node names, for example {@code envoy 1.36.2}. */
    public String userAgent() {
        var version = node.getUserAgentBuildVersion().getVersion();
        var number = node.hasUserAgentBuildVersion()
                ? version.getMajorNumber() + "." + version.getMinorNumber() + "." + version.getPatch()
                : node.getUserAgentVersion();
        return (node.getUserAgentName() + " " + number).strip();
    }
}
