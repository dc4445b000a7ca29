package dev.gitvoy.xds.resource;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Required;
import dev.gitvoy.xds.api.EnvoyTypes;
import dev.gitvoy.xds.check.FieldPlaces;
import dev.gitvoy.xds.check.MessageVisitor;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ExtensionConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HttpUri;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.clusters.aggregate.v3.ClusterConfig;
import io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects what Envoy messages refer to by name, wherever they stand: in a resource, a filter, or a filter inside a filter.
 * To check another kind of reference, add a rule. Envoy itself accepts a route to a cluster that does not exist and then
 * answers 503, so these checks are the only ones.
 */
final class References implements MessageVisitor {
    /** What the rate limit service calls a domain. It is another server's name: only the join of all knows both. */
    static final String RATE_LIMIT_DOMAIN = "rate limit domain";

    /** By the message's name: a newer message of the name has a class of its own. */
    private static final Map<String, Rule<Message>> RULES = new HashMap<>();

    static {
        rule(Cluster.class, (cluster, found) -> ResourceTypes.assignmentOf(cluster)
                .ifPresent(name -> found.refer(
                        ResourceTypes.ENDPOINTS,
                        name,
                        cluster.getEdsClusterConfig().getServiceName().isEmpty() ? "name" : "eds_cluster_config")));
        rule(RouteAction.class, (route, found) -> {
            if (route.hasCluster()) {
                found.refer(ResourceTypes.CLUSTER, route.getCluster(), "cluster");
            }
        });
        rule(
                RouteAction.RequestMirrorPolicy.class,
                (mirror, found) -> found.refer(ResourceTypes.CLUSTER, mirror.getCluster(), "cluster"));
        rule(
                WeightedCluster.ClusterWeight.class,
                (weight, found) -> found.refer(ResourceTypes.CLUSTER, weight.getName(), "name"));
        rule(TcpProxy.class, (proxy, found) -> {
            if (proxy.hasCluster()) {
                found.refer(ResourceTypes.CLUSTER, proxy.getCluster(), "cluster");
            }
        });
        rule(
                TcpProxy.WeightedCluster.ClusterWeight.class,
                (weight, found) -> found.refer(ResourceTypes.CLUSTER, weight.getName(), "name"));
        rule(
                GrpcService.EnvoyGrpc.class,
                (grpc, found) -> found.refer(ResourceTypes.CLUSTER, grpc.getClusterName(), "cluster_name"));
        rule(HttpUri.class, (uri, found) -> found.refer(ResourceTypes.CLUSTER, uri.getCluster(), "cluster"));
        rule(ClusterConfig.class, (aggregate, found) -> aggregate
                .getClustersList()
                .forEach(cluster -> found.refer(ResourceTypes.CLUSTER, cluster, "clusters")));
        rule(
                io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimit.class,
                (filter, found) -> found.refer(RATE_LIMIT_DOMAIN, filter.getDomain(), "domain"));
        rule(RateLimitPerRoute.class, (route, found) -> found.refer(RATE_LIMIT_DOMAIN, route.getDomain(), "domain"));
        rule(
                io.envoyproxy.envoy.extensions.filters.network.ratelimit.v3.RateLimit.class,
                (filter, found) -> found.refer(RATE_LIMIT_DOMAIN, filter.getDomain(), "domain"));
        rule(
                io.envoyproxy.envoy.extensions.filters.network.thrift_proxy.filters.ratelimit.v3.RateLimit.class,
                (filter, found) -> found.refer(RATE_LIMIT_DOMAIN, filter.getDomain(), "domain"));
        rule(SdsSecretConfig.class, (secret, found) -> {
            if (ResourceTypes.fromThisServer(secret.getSdsConfig())) {
                found.refer(ResourceTypes.SECRET, secret.getName(), "name");
            }
        });
        rule(HttpFilter.class, (filter, found) -> found.extension(filter.getConfigDiscovery(), filter.getName()));
        rule(Filter.class, (filter, found) -> found.extension(filter.getConfigDiscovery(), filter.getName()));
        rule(ListenerFilter.class, (filter, found) -> found.extension(filter.getConfigDiscovery(), filter.getName()));
        rule(
                ScopedRouteConfiguration.class,
                (scope, found) -> found.refer(
                        ResourceTypes.ROUTES, scope.getRouteConfigurationName(), "route_configuration_name"));
        rule(Rds.class, (rds, found) -> {
            if (ResourceTypes.fromThisServer(rds.getConfigSource())) {
                found.refer(ResourceTypes.ROUTES, rds.getRouteConfigName(), "route_config_name");
            }
        });
    }

    /** What one kind of message refers to. */
    @FunctionalInterface
    private interface Rule<M extends Message> {
        void apply(M message, Found found);
    }

    private static <M extends Message> void rule(Class<M> type, Rule<M> rule) {
        var name = Internal.getDefaultInstance(type).getDescriptorForType().getFullName();
        RULES.put(name, (message, found) -> rule.apply(EnvoyTypes.as(type, message), found));
    }

    private final String scope;
    private final Consumer<Required> references;

    /** @param scope whose names the references see */
    References(String scope, Consumer<Required> references) {
        this.scope = scope;
        this.references = references;
    }

    @Override
    public void visit(Message message, FieldPlaces places) {
        ClusterMentions.in(
                message, cluster -> mention(cluster, places.message()), () -> mention(Name.ANY, places.message()));
        var rule = RULES.get(message.getDescriptorForType().getFullName());
        if (rule != null) {
            rule.apply(message, new Found(places));
        }
    }

    private void mention(String cluster, Location at) {
        if (!cluster.isEmpty()) {
            references.accept(new Required(new Name(ResourceTypes.CLUSTER.kind(), scope, cluster), at, false));
        }
    }

    private final class Found {
        private final FieldPlaces places;

        Found(FieldPlaces places) {
            this.places = places;
        }

        /** A filter whose configuration is discovered under the filter's own name; with a default it does without. */
        void extension(ExtensionConfigSource source, String filter) {
            if (ResourceTypes.fromThisServer(source.getConfigSource()) && !source.hasDefaultConfig()) {
                refer(ResourceTypes.EXTENSION_CONFIG, filter, "name");
            }
        }

        /** An empty name is not a reference: that a required field is missing is another check's to say. */
        void refer(ResourceType type, String name, String field) {
            refer(type.kind(), name, field);
        }

        void refer(String kind, String name, String field) {
            if (!name.isEmpty()) {
                Location at = places.of(field);
                references.accept(new Required(new Name(kind, scope, name), at));
            }
        }
    }
}
