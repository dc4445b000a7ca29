package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.delete;
import static dev.gitvoy.e2e.Forge.Change.write;

import dev.gitvoy.e2e.Forge.Change;

/**
 * The config repository of the scenarios, one resource a file: a listener, a route table that sends everything to one
 * cluster, and clusters whose endpoints come over xDS as well.
 */
final class Samples {
    /** {@code node.cluster} of the scenarios' Envoys; without {@code gitvoy.yaml} it names the group. */
    static final String GROUP = "edge";

    static final String LISTENER = "edge";
    static final String TLS_LISTENER = "secure";
    static final String ROUTE_CONFIG = "edge-routes";
    static final String RDS = "http.edge.rds." + ROUTE_CONFIG;

    static final String LISTENER_FILE = "xds/edge/listener.yaml";
    static final String ROUTES_FILE = "xds/edge/routes.yaml";

    private Samples() {}

    /** A listener on a port that Envoy chooses. */
    static Change listener() {
        return write(LISTENER_FILE, httpListener(LISTENER));
    }

    /** Another one, which presents the secret {@code server} to its clients. */
    static Change tlsListener() {
        return write("xds/edge/secure.yaml", httpListener(TLS_LISTENER) + """
                transport_socket:
                  name: envoy.transport_sockets.tls
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                    common_tls_context:
                      tls_certificate_sds_secret_configs:
                      - {name: server, sds_config: {ads: {}, resource_api_version: V3}}
                """.indent(2));
    }

    /** Ends in its only filter chain. */
    private static String httpListener(String name) {
        return """
                "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                name: %1$s
                address:
                  socket_address: {address: 127.0.0.1, port_value: 0}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.http_connection_manager
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: %1$s
                      rds:
                        route_config_name: edge-routes
                        config_source: {ads: {}, resource_api_version: V3}
                      http_filters:
                      - name: envoy.filters.http.router
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                """.formatted(name);
    }

    /** Everything goes to this cluster. */
    static Change routesTo(String cluster) {
        return write(ROUTES_FILE, routes("route: {cluster: " + cluster + "}"));
    }

    /** The text of the route table; its action is line 9 and begins in column 5. */
    static String routes(String action) {
        return """
                "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
                name: edge-routes
                virtual_hosts:
                - name: all
                  domains: ["*"]
                  routes:
                  - match:
                      prefix: /
                    %s
                """.formatted(action);
    }

    static Change cluster(String name) {
        return write(clusterFile(name), clusterNamed(name));
    }

    static String clusterFile(String name) {
        return "xds/edge/clusters/" + name + ".yaml";
    }

    /** The text of a cluster; its name is line 2, its {@code connect_timeout} line 4. */
    static String clusterNamed(String name) {
        return """
                "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                name: %s
                type: EDS
                connect_timeout: 1s
                eds_cluster_config:
                  eds_config: {ads: {}, resource_api_version: V3}
                """.formatted(name);
    }

    static Change endpoints(String cluster, Upstream upstream) {
        return write(endpointsFile(cluster), """
                "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
                cluster_name: %s
                endpoints:
                - lb_endpoints:
                  - endpoint:
                      address:
                        socket_address: {address: 127.0.0.1, port_value: %d}
                """.formatted(cluster, upstream.port()));
    }

    private static String endpointsFile(String cluster) {
        return "xds/edge/endpoints/" + cluster + ".yaml";
    }

    static Change[] withoutCluster(String name) {
        return new Change[] {delete(clusterFile(name)), delete(endpointsFile(name))};
    }
}
