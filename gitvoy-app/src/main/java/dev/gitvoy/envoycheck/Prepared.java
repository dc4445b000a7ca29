package dev.gitvoy.envoycheck;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.runtime.v3.Runtime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A resource as Envoy may see it on this machine: without secrets, files and names to look up. Immutable.
 *
 * @param clusters the clusters that it names
 * @param standsInForFile whether something stands in for a file whose content Envoy may judge
 * @param problems what was found on the way, and what Envoy is not asked about
 */
record Prepared(Message message, Set<String> clusters, boolean standsInForFile, List<Problem> problems) {
    private static final Map<String, Message> MESSAGES = Map.of(
            ResourceTypes.CLUSTER.typeUrl(), Cluster.getDefaultInstance(),
            ResourceTypes.LISTENER.typeUrl(), Listener.getDefaultInstance(),
            ResourceTypes.EXTENSION_CONFIG.typeUrl(), TypedExtensionConfig.getDefaultInstance(),
            ResourceTypes.SCOPED_ROUTES.typeUrl(), ScopedRouteConfiguration.getDefaultInstance(),
            ResourceTypes.ROUTES.typeUrl(), RouteConfiguration.getDefaultInstance(),
            ResourceTypes.VIRTUAL_HOST.typeUrl(), VirtualHost.getDefaultInstance(),
            ResourceTypes.ENDPOINTS.typeUrl(), ClusterLoadAssignment.getDefaultInstance(),
            ResourceTypes.SECRET.typeUrl(), Secret.getDefaultInstance(),
            ResourceTypes.RUNTIME.typeUrl(), Runtime.getDefaultInstance());

    Prepared {
        clusters = Set.copyOf(clusters);
        problems = List.copyOf(problems);
    }

    static Prepared of(Resource resource) {
        var preparation = new Preparation();
        var message = preparation.of(parse(resource));
        var problems = new ArrayList<Problem>();
        preparation
                .mistakes()
                .forEach(mistake -> problems.add(Problem.error(resource.at(), EnvoyCheck.TLS_PAIR, mistake)));
        preparation
                .unchecked()
                .forEach(what -> problems.add(Problem.warning(
                        resource.at(),
                        EnvoyCheck.UNCHECKED,
                        "the " + resource.type().kind() + " \"" + resource.name() + "\": Envoy is not asked about "
                                + what)));
        return new Prepared(message, new TreeSet<>(preparation.clusters()), preparation.standsInForFile(), problems);
    }

    private static Message parse(Resource resource) {
        var prototype = MESSAGES.get(resource.type().typeUrl());
        if (prototype == null) {
            throw new IllegalArgumentException("resource: " + resource + " (expected: one that Envoy takes)");
        }
        try {
            return prototype.getParserForType().parseFrom(resource.any().getValue());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(resource + " was written from a message and cannot be read", e);
        }
    }
}
