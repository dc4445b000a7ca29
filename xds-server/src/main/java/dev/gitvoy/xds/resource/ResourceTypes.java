package dev.gitvoy.xds.resource;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kinds of resources that are compiled and served, in the order in which a change is sent: what is referred to before
 * what refers to it (xDS protocol, "Eventual consistency considerations": CDS, EDS, LDS, RDS).
 */
public final class ResourceTypes {
    public static final ResourceType ENDPOINTS = new ResourceType(
            ResourceType.urlOf(ClusterLoadAssignment.getDefaultInstance()),
            "cluster load assignment",
            ClusterLoadAssignment.getDefaultInstance(),
            message -> ((ClusterLoadAssignment) message).getClusterName(),
            false,
            true,
            message -> Optional.empty(),
            Set.of());

    public static final ResourceType CLUSTER = new ResourceType(
            ResourceType.urlOf(Cluster.getDefaultInstance()),
            "cluster",
            Cluster.getDefaultInstance(),
            message -> ((Cluster) message).getName(),
            true,
            true,
            message -> assignmentOf((Cluster) message),
            Set.of(ENDPOINTS.typeUrl()));

    public static final ResourceType LISTENER =
            ResourceType.of("listener", Listener.getDefaultInstance(), message -> ((Listener) message).getName(), true);

    public static final ResourceType ROUTES = ResourceType.of(
            "route configuration",
            RouteConfiguration.getDefaultInstance(),
            message -> ((RouteConfiguration) message).getName(),
            false);

    /** The types of this version of Gitvoy. */
    public static final ResourceTypes DEFAULT = new ResourceTypes(List.of(CLUSTER, ENDPOINTS, LISTENER, ROUTES));

    private final List<ResourceType> inOrder;
    private final Map<String, ResourceType> byUrl = new LinkedHashMap<>();

    /** @param inOrder as a change is to be sent */
    public ResourceTypes(List<ResourceType> inOrder) {
        this.inOrder = List.copyOf(inOrder);
        inOrder.forEach(type -> byUrl.put(type.typeUrl(), type));
    }

    public List<ResourceType> inOrder() {
        return inOrder;
    }

    public Optional<ResourceType> find(String typeUrl) {
        return Optional.ofNullable(byUrl.get(typeUrl));
    }

    /** The name under which Envoy asks for a cluster's endpoints, when it asks the server that sent the cluster. */
    static Optional<String> assignmentOf(Cluster cluster) {
        if (cluster.getType() != Cluster.DiscoveryType.EDS
                || !fromThisServer(cluster.getEdsClusterConfig().getEdsConfig())) {
            return Optional.empty();
        }
        var serviceName = cluster.getEdsClusterConfig().getServiceName();
        return Optional.of(serviceName.isEmpty() ? cluster.getName() : serviceName);
    }

    /** Whether Envoy fetches from the server it is connected to, rather than from a file or another server. */
    static boolean fromThisServer(ConfigSource source) {
        return source.hasAds() || source.hasSelf();
    }
}
