package dev.gitvoy.envoycheck;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;

/** A cluster whose endpoints are discovered, with the endpoints in it. */
final class EdsCluster {
    private EdsCluster() {}

    /** Envoy takes the same endpoints in a static cluster as in a discovered assignment: addresses, no names. */
    static Cluster with(Cluster cluster, ClusterLoadAssignment endpoints) {
        return cluster.toBuilder()
                .setType(Cluster.DiscoveryType.STATIC)
                .clearEdsClusterConfig()
                .setLoadAssignment(
                        endpoints.toBuilder().setClusterName(cluster.getName()).build())
                .build();
    }

    /** The name under which Envoy asks for the endpoints. */
    static String assignmentOf(Cluster cluster) {
        var name = cluster.getEdsClusterConfig().getServiceName();
        return name.isEmpty() ? cluster.getName() : name;
    }

    static boolean isDiscovered(Cluster cluster) {
        var source = cluster.getEdsClusterConfig().getEdsConfig();
        return cluster.getType() == Cluster.DiscoveryType.EDS
                && !cluster.hasClusterType()
                // Which no EDS cluster may have; Envoy says so.
                && !cluster.hasLoadAssignment()
                && (source.hasAds() || source.hasSelf());
    }
}
