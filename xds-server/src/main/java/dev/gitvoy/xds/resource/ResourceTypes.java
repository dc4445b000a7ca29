package dev.gitvoy.xds.resource;

import static dev.gitvoy.xds.resource.ResourceType.Trait.ON_DEMAND;
import static dev.gitvoy.xds.resource.ResourceType.Trait.REMOVED_LAST;
import static dev.gitvoy.xds.resource.ResourceType.Trait.WAITS;
import static dev.gitvoy.xds.resource.ResourceType.Trait.WARMS;
import static dev.gitvoy.xds.resource.ResourceType.Trait.WHOLE_STATE;

import dev.gitvoy.proto.ratelimit.config.ratelimit.v3.RateLimitConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.extension.v3.ExtensionConfigDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.listener.v3.ListenerDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.route.v3.RouteDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.route.v3.ScopedRoutesDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.route.v3.VirtualHostDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.runtime.v3.Runtime;
import io.envoyproxy.envoy.service.runtime.v3.RuntimeDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The kinds of resources that are compiled and served, in the order in which a change is sent: what is referred to before
 * what refers to it (xDS protocol, "Eventual consistency considerations": CDS, EDS, LDS, RDS).
 */
public final class ResourceTypes {
    public static final ResourceType ENDPOINTS = ResourceType.of(
                    "cluster load assignment",
                    ClusterLoadAssignment.getDefaultInstance(),
                    ClusterLoadAssignment::getClusterName,
                    EndpointDiscoveryServiceGrpc.getServiceDescriptor())
            .that(REMOVED_LAST);

    public static final ResourceType CLUSTER = ResourceType.of(
                    "cluster",
                    Cluster.getDefaultInstance(),
                    Cluster::getName,
                    ClusterDiscoveryServiceGrpc.getServiceDescriptor())
            .that(WHOLE_STATE, REMOVED_LAST, WARMS)
            .thatWarmsOn(Cluster.class, cluster -> assignmentOf(cluster)
                    .map(name -> new ResourceType.Reference(ENDPOINTS.typeUrl(), name)));

    public static final ResourceType SECRET = ResourceType.of(
                    "secret",
                    Secret.getDefaultInstance(),
                    Secret::getName,
                    SecretDiscoveryServiceGrpc.getServiceDescriptor())
            .that(REMOVED_LAST);

    public static final ResourceType EXTENSION_CONFIG = ResourceType.of(
                    "extension configuration",
                    TypedExtensionConfig.getDefaultInstance(),
                    TypedExtensionConfig::getName,
                    ExtensionConfigDiscoveryServiceGrpc.getServiceDescriptor())
            .that(REMOVED_LAST);

    public static final ResourceType LISTENER = ResourceType.of(
                    "listener",
                    Listener.getDefaultInstance(),
                    Listener::getName,
                    ListenerDiscoveryServiceGrpc.getServiceDescriptor())
            .that(WHOLE_STATE, WAITS);

    public static final ResourceType ROUTES = ResourceType.of(
                    "route configuration",
                    RouteConfiguration.getDefaultInstance(),
                    RouteConfiguration::getName,
                    RouteDiscoveryServiceGrpc.getServiceDescriptor())
            .that(REMOVED_LAST, WAITS);

    /** Envoy takes the absence of a scope for its removal, as it does with clusters and listeners. */
    public static final ResourceType SCOPED_ROUTES = ResourceType.of(
                    "scoped route configuration",
                    ScopedRouteConfiguration.getDefaultInstance(),
                    ScopedRouteConfiguration::getName,
                    ScopedRoutesDiscoveryServiceGrpc.getServiceDescriptor())
            .that(WHOLE_STATE, WAITS);

    /** Asked for by the host of a request: {@code ROUTE-CONFIGURATION/HOST}. */
    public static final ResourceType VIRTUAL_HOST = ResourceType.of(
                    "virtual host",
                    VirtualHost.getDefaultInstance(),
                    VirtualHost::getName,
                    VirtualHostDiscoveryServiceGrpc.getServiceDescriptor())
            .that(WAITS, ON_DEMAND)
            .ownedBy(ROUTES, VirtualHost.class, ResourceTypes::hostsOf);

    public static final ResourceType RUNTIME = ResourceType.of(
            "runtime layer",
            Runtime.getDefaultInstance(),
            Runtime::getName,
            RuntimeDiscoveryServiceGrpc.getServiceDescriptor());

    /** For rate limit services that are not Gitvoy's; theirs is SotW, and a domain that is not in a response is gone. */
    public static final ResourceType RATE_LIMIT_CONFIG = ResourceType.of(
                    "rate limit configuration",
                    RateLimitConfig.getDefaultInstance(),
                    RateLimitConfig::getName,
                    RateLimitConfigs.service())
            .that(WHOLE_STATE);

    /** The types of this version of Gitvoy. */
    public static final ResourceTypes DEFAULT = new ResourceTypes(List.of(
            CLUSTER,
            ENDPOINTS,
            SECRET,
            EXTENSION_CONFIG,
            LISTENER,
            ROUTES,
            SCOPED_ROUTES,
            VIRTUAL_HOST,
            RUNTIME,
            RATE_LIMIT_CONFIG));

    private final List<ResourceType> inOrder;
    private final List<ResourceType> inRemovalOrder;
    private final Map<String, ResourceType> byUrl = new LinkedHashMap<>();

    /** @param inOrder as a change is to be sent */
    public ResourceTypes(List<ResourceType> inOrder) {
        this.inOrder = List.copyOf(inOrder);
        inOrder.forEach(type -> byUrl.put(type.typeUrl(), type));
        var removals =
                new ArrayList<>(inOrder.stream().filter(ResourceType::waits).toList());
        Collections.reverse(removals);
        inOrder.stream().filter(type -> !type.waits()).forEach(removals::add);
        this.inRemovalOrder = List.copyOf(removals);
    }

    /** What refers to others before what is referred to: the types that wait, from the last, then the rest as they are. */
    public List<ResourceType> inRemovalOrder() {
        return inRemovalOrder;
    }

    public List<ResourceType> inOrder() {
        return inOrder;
    }

    public Optional<ResourceType> find(String typeUrl) {
        return Optional.ofNullable(byUrl.get(typeUrl));
    }

    private static List<String> hostsOf(VirtualHost virtualHost) {
        int owner = virtualHost.getName().indexOf(ResourceType.OWNER_END) + 1;
        return virtualHost.getDomainsList().stream()
                .map(domain -> virtualHost.getName().substring(0, owner) + domain.toLowerCase(Locale.ROOT))
                .toList();
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
