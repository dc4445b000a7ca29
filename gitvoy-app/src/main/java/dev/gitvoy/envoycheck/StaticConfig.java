package dev.gitvoy.envoycheck;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.BootstrapOrBuilder;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ExtensionConfigSource;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.bootstrap.internal_listener.v3.InternalListener;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.runtime.v3.Runtime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A snapshot as a bootstrap whose resources are all static: endpoints in their clusters, route tables, scopes, virtual hosts
 * and filters in their listeners. What nothing refers to is put where Envoy looks at it.
 */
final class StaticConfig {
    private static final String ADS = "gitvoy: ads";
    private static final String OURS = "gitvoy: ";
    private static final String LOOPBACK = "127.0.0.1";

    private final Snapshot snapshot;
    private final Function<Resource, Prepared> prepared;

    /** @param prepared every resource of the snapshot */
    StaticConfig(Snapshot snapshot, Map<Resource, Prepared> prepared) {
        this.snapshot = snapshot;
        this.prepared = resource -> {
            var found = prepared.get(resource);
            if (found == null) {
                throw new IllegalArgumentException("resource: " + resource + " (expected: one that is prepared)");
            }
            return found;
        };
    }

    /** The bootstrap in which only these resources are as they are; a stand-in takes the place of each other one. */
    Bootstrap with(List<Resource> resources) {
        return new Composition(new HashSet<>(resources)).bootstrap();
    }

    /** The work on one bootstrap. */
    private final class Composition {
        private final Set<Resource> live;
        private final Set<String> usedTables = new HashSet<>();
        private final Set<String> usedAssignments = new HashSet<>();
        private final Rewriter inlining = new Rewriter()
                .changing(HttpConnectionManager.class, this::connectionManager)
                .changing(HttpFilter.class, this::httpFilter)
                .changing(Filter.class, this::networkFilter)
                .changing(ListenerFilter.class, this::listenerFilter);

        Composition(Set<Resource> live) {
            this.live = live;
        }

        Bootstrap bootstrap() {
            var bootstrap = Bootstrap.newBuilder();
            bootstrap
                    .getNodeBuilder()
                    .setId("gitvoy-validate")
                    .setCluster(snapshot.group().equals(Name.EVERYONE) ? "gitvoy" : snapshot.group());
            var resources = bootstrap.getStaticResourcesBuilder();
            clusters().forEach(resources::addClusters);
            of(ResourceTypes.LISTENER, Listener.class)
                    .forEach(listener -> resources.addListeners((Listener) inlining.rewrite(listener)));
            unusedTables().forEach(resources::addListeners);
            unusedAssignments().forEach(resources::addClusters);
            secrets().forEach(resources::addSecrets);
            missingClusters(bootstrap).forEach(name -> resources.addClusters(StandIns.cluster(name)));
            runtime(bootstrap);
            // What is left of ADS (on-demand clusters, say) needs a server to name. Envoy does not connect to it.
            bootstrap
                    .getDynamicResourcesBuilder()
                    .getAdsConfigBuilder()
                    .setApiType(ApiConfigSource.ApiType.GRPC)
                    .setTransportApiVersion(ApiVersion.V3)
                    .addGrpcServicesBuilder()
                    .getEnvoyGrpcBuilder()
                    .setClusterName(ADS);
            resources.addClusters(StandIns.cluster(ADS));
            bootstrap
                    .addBootstrapExtensionsBuilder()
                    .setName("envoy.bootstrap.internal_listener")
                    .setTypedConfig(StandIns.pack(InternalListener.getDefaultInstance()));
            return bootstrap.build();
        }

        private <M extends Message> List<M> of(ResourceType type, Class<M> message) {
            return snapshot.of(type).values().stream()
                    .filter(live::contains)
                    .map(resource -> message.cast(prepared.apply(resource).message()))
                    .toList();
        }

        private <M extends Message> Optional<M> find(ResourceType type, Class<M> message, String name) {
            return snapshot.find(type, name)
                    .filter(live::contains)
                    .map(resource -> message.cast(prepared.apply(resource).message()));
        }

        private List<Cluster> clusters() {
            return of(ResourceTypes.CLUSTER, Cluster.class).stream()
                    .map(cluster -> EdsCluster.isDiscovered(cluster) ? withEndpoints(cluster) : cluster)
                    .map(cluster -> (Cluster) inlining.rewrite(cluster))
                    .toList();
        }

        private Cluster withEndpoints(Cluster cluster) {
            var name = EdsCluster.assignmentOf(cluster);
            usedAssignments.add(name);
            return EdsCluster.with(
                    cluster,
                    find(ResourceTypes.ENDPOINTS, ClusterLoadAssignment.class, name)
                            .orElse(ClusterLoadAssignment.getDefaultInstance()));
        }

        private List<Cluster> unusedAssignments() {
            return of(ResourceTypes.ENDPOINTS, ClusterLoadAssignment.class).stream()
                    .filter(assignment -> !usedAssignments.contains(assignment.getClusterName()))
                    .map(assignment ->
                            EdsCluster.with(StandIns.cluster(OURS + assignment.getClusterName()), assignment))
                    .toList();
        }

        /** Those that are named and are not there: the author's bootstrap has them, or they are refused. */
        private Set<String> missingClusters(BootstrapOrBuilder bootstrap) {
            var names = snapshot.inOrder().stream()
                    .filter(live::contains)
                    .map(resource -> prepared.apply(resource).clusters())
                    .flatMap(Set::stream)
                    .collect(Collectors.toCollection(TreeSet::new));
            bootstrap.getStaticResources().getClustersList().forEach(cluster -> names.remove(cluster.getName()));
            return names;
        }

        private List<Secret> secrets() {
            var secrets = new ArrayList<>(StandIns.secretsFromElsewhere());
            snapshot.of(ResourceTypes.SECRET).values().forEach(resource -> {
                var secret = (Secret) prepared.apply(resource).message();
                secrets.add(live.contains(resource) ? secret : StandIns.secret(secret));
            });
            return secrets;
        }

        private void runtime(Bootstrap.Builder bootstrap) {
            of(ResourceTypes.RUNTIME, Runtime.class).forEach(layer -> bootstrap
                    .getLayeredRuntimeBuilder()
                    .addLayersBuilder()
                    .setName(layer.getName())
                    .setStaticLayer(layer.getLayer()));
        }

        private HttpConnectionManager connectionManager(HttpConnectionManager manager) {
            var next = manager.toBuilder();
            if (Preparation.isFromHere(manager.getRds().getConfigSource())) {
                next.setRouteConfig(table(manager.getRds().getRouteConfigName()));
            }
            if (Preparation.isFromHere(manager.getScopedRoutes().getScopedRds().getScopedRdsConfigSource())) {
                next.getScopedRoutesBuilder().setScopedRouteConfigurationsList(StandIns.scopes(scopes()));
            }
            return next.build();
        }

        private List<ScopedRouteConfiguration> scopes() {
            return of(ResourceTypes.SCOPED_ROUTES, ScopedRouteConfiguration.class).stream()
                    .map(scope -> scope.getRouteConfigurationName().isEmpty()
                            ? scope
                            : scope.toBuilder()
                                    .clearRouteConfigurationName()
                                    .setRouteConfiguration(table(scope.getRouteConfigurationName()))
                                    .build())
                    .toList();
        }

        private RouteConfiguration table(String name) {
            usedTables.add(name);
            return find(ResourceTypes.ROUTES, RouteConfiguration.class, name)
                    .map(this::whole)
                    .orElseGet(() -> StandIns.routes(name));
        }

        /** With the virtual hosts that are asked for on demand. */
        private RouteConfiguration whole(RouteConfiguration table) {
            var next = table.toBuilder();
            if (Preparation.isFromHere(table.getVhds().getConfigSource())) {
                next.clearVhds();
                of(ResourceTypes.VIRTUAL_HOST, VirtualHost.class).stream()
                        .filter(host -> host.getName().startsWith(table.getName() + "/"))
                        .forEach(next::addVirtualHosts);
            }
            if (!table.hasValidateClusters()) {
                // Its default is no in a table that is discovered, and yes in one that stands in a listener.
                next.setValidateClusters(BoolValue.of(false));
            }
            return next.build();
        }

        private List<Listener> unusedTables() {
            return snapshot.of(ResourceTypes.ROUTES).values().stream()
                    .filter(live::contains)
                    .map(Resource::name)
                    .filter(name -> !usedTables.contains(name))
                    .map(this::listenerWith)
                    .toList();
        }

        private Listener listenerWith(String table) {
            var manager =
                    HttpConnectionManager.newBuilder().setStatPrefix("gitvoy").setRouteConfig(table(table));
            manager.addHttpFiltersBuilder()
                    .setName("envoy.filters.http.router")
                    .setTypedConfig(StandIns.pack(Router.getDefaultInstance()));
            var listener = Listener.newBuilder().setName(OURS + table);
            listener.getAddressBuilder()
                    .getSocketAddressBuilder()
                    .setAddress(LOOPBACK)
                    .setPortValue(0);
            listener.addFilterChainsBuilder()
                    .addFiltersBuilder()
                    .setName("envoy.filters.network.http_connection_manager")
                    .setTypedConfig(StandIns.pack(manager.build()));
            return listener.build();
        }

        private HttpFilter httpFilter(HttpFilter filter) {
            return isDiscovered(filter.getConfigDiscovery())
                    ? filter.toBuilder()
                            .setTypedConfig(discovered(filter.getName(), filter.getConfigDiscovery())
                                    .orElseGet(() -> StandIns.httpFilter(filter.getConfigDiscovery())))
                            .build()
                    : filter;
        }

        private Filter networkFilter(Filter filter) {
            return isDiscovered(filter.getConfigDiscovery())
                    ? filter.toBuilder()
                            .setTypedConfig(discovered(filter.getName(), filter.getConfigDiscovery())
                                    .orElseGet(() -> StandIns.networkFilter(filter.getConfigDiscovery())))
                            .build()
                    : filter;
        }

        private ListenerFilter listenerFilter(ListenerFilter filter) {
            return isDiscovered(filter.getConfigDiscovery())
                    ? filter.toBuilder()
                            .setTypedConfig(discovered(filter.getName(), filter.getConfigDiscovery())
                                    .orElseGet(StandIns::listenerFilter))
                            .build()
                    : filter;
        }

        private static boolean isDiscovered(ExtensionConfigSource source) {
            return Preparation.isFromHere(source.getConfigSource())
                    || source.getConfigSource().equals(StandIns.ELSEWHERE);
        }

        /** A filter's configuration is found by the filter's name. */
        private Optional<Any> discovered(String filter, ExtensionConfigSource source) {
            return Optional.of(source)
                    .filter(each -> !each.getConfigSource().equals(StandIns.ELSEWHERE))
                    .flatMap(each -> find(ResourceTypes.EXTENSION_CONFIG, TypedExtensionConfig.class, filter))
                    .map(TypedExtensionConfig::getTypedConfig)
                    .or(() -> source.hasDefaultConfig() ? Optional.of(source.getDefaultConfig()) : Optional.empty());
        }
    }
}
