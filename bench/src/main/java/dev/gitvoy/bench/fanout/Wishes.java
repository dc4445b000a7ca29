package dev.gitvoy.bench.fanout;

import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What the clients of a fleet ask for, as requests that lack but the node.
 *
 * @param atOnce whether they ask for assignments before they have seen a cluster, as one does that was connected before
 * @param clusters by the client's number
 * @param assignments by the client's number; nothing if it wants none
 */
record Wishes(
        Protocol protocol, boolean atOnce, IntFunction<byte[]> clusters, IntFunction<Optional<byte[]>> assignments) {
    private static final String CLUSTER = ResourceTypes.CLUSTER.typeUrl();
    private static final String ASSIGNMENT = ResourceTypes.ENDPOINTS.typeUrl();

    /** All clusters, and all assignments by name. */
    static Wishes everything(Protocol protocol, Collection<String> services) {
        var clusters = protocol.subscription(CLUSTER, List.of());
        var assignments = Optional.of(protocol.subscription(ASSIGNMENT, services));
        return new Wishes(protocol, false, client -> clusters, client -> assignments);
    }

    /** All clusters, no assignment. */
    static Wishes clusters(Protocol protocol) {
        var clusters = protocol.subscription(CLUSTER, List.of());
        return new Wishes(protocol, false, client -> clusters, client -> Optional.empty());
    }

    /** Some services by name, others for each client: their clusters and assignments. */
    static Wishes someServices(Protocol protocol, IntFunction<? extends Collection<String>> services) {
        return new Wishes(
                protocol,
                false,
                client -> protocol.subscription(CLUSTER, services.apply(client)),
                client -> Optional.of(protocol.subscription(ASSIGNMENT, services.apply(client))));
    }

    /** As {@link #everything}, of delta clients that hold it already in these versions. */
    static Wishes held(Map<String, String> clusters, Map<String, String> assignments) {
        var held = DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(CLUSTER)
                .putAllInitialResourceVersions(clusters)
                .build()
                .toByteArray();
        var heldAssignments = Optional.of(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(ASSIGNMENT)
                .addAllResourceNamesSubscribe(assignments.keySet())
                .putAllInitialResourceVersions(assignments)
                .build()
                .toByteArray());
        return new Wishes(Protocol.DELTA, true, client -> held, client -> heldAssignments);
    }
}
