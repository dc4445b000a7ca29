package dev.gitvoy.envoycheck;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Files of a config repository: what Envoy takes, and mistakes that only it finds. */
final class Samples {
    private static final KeyPair KEYS = keys();

    static final String CERTIFICATE = pem("CERTIFICATE", certificate(KEYS));
    static final String KEY = pem("PRIVATE KEY", KEYS.getPrivate().getEncoded());
    static final String OTHER_KEY = pem("PRIVATE KEY", keys().getPrivate().getEncoded());
    /** What nobody else has. */
    static final String KEY_LINE =
            Base64.getEncoder().encodeToString(KEYS.getPrivate().getEncoded()).substring(20, 60);

    /** Every type that Envoy takes, each referred to; a secret is elsewhere. */
    static final String FINE = """
            resources:
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: api
              type: EDS
              eds_cluster_config: {service_name: api-v2, eds_config: {ads: {}, resource_api_version: V3}}
            - "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
              cluster_name: api-v2
              endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 10.0.0.1, port_value: 80}}}}]}]
            - "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
              cluster_name: unused
              endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 10.0.0.1, port_value: 80}}}}]}]
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: dns
              type: STRICT_DNS
              load_assignment:
                cluster_name: dns
                endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: upstream.example, port_value: 80}}}}]}]
            - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
              name: web
              address: {socket_address: {address: 0.0.0.0, port_value: 443}}
              filter_chains:
              - filters:
                - name: hcm
                  typed_config: &hcm
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: web
                    rds: {route_config_name: web, config_source: {ads: {}, resource_api_version: V3}}
                    http_filters:
                    - name: script
                      config_discovery:
                        config_source: {ads: {}, resource_api_version: V3}
                        type_urls: [type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua]
                    - name: envoy.filters.http.ext_authz
                      typed_config:
                        "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
                        transport_api_version: V3
                        grpc_service: {envoy_grpc: {cluster_name: of-the-bootstrap}}
                    - name: envoy.filters.http.router
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
            - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
              name: scoped
              internal_listener: {}
              filter_chains:
              - filters:
                - name: hcm
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: scoped
                    scoped_routes:
                      name: scopes
                      scope_key_builder: {fragments: [{header_value_extractor: {name: x-scope, index: 0}}]}
                      rds_config_source: {ads: {}, resource_api_version: V3}
                      scoped_rds: {scoped_rds_config_source: {ads: {}, resource_api_version: V3}}
                    http_filters:
                    - name: envoy.filters.http.router
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
            - "@type": type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig
              name: script
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                default_source_code: {inline_string: "function envoy_on_request(handle) end"}
            - "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
              name: web
              vhds: {config_source: {ads: {}, resource_api_version: V3}}
              virtual_hosts:
              - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: of-the-bootstrap}}]}
            - "@type": type.googleapis.com/envoy.config.route.v3.VirtualHost
              name: web/shop
              domains: [shop.example]
              routes: [{match: {prefix: /}, route: {cluster: api}}]
            - "@type": type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration
              name: one
              route_configuration_name: web
              key: {fragments: [{string_key: one}]}
            - "@type": type.googleapis.com/envoy.service.runtime.v3.Runtime
              name: rtds
              layer: {some.key: 1}
            """;

    static final String USER_OF_THE_SECRET = """
            resources:
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: user-of-the-secret
              transport_socket:
                name: envoy.transport_sockets.tls
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                  common_tls_context:
                    tls_certificate_sds_secret_configs: [{name: web, sds_config: {ads: {}, resource_api_version: V3}}]
            """;

    /** Keys that are none of TLS's. */
    static final String OTHER_SECRETS = """
            resources:
            - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
              name: generic
              generic_secret: {secret: {inline_string: hush}}
            - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
              name: tickets
              session_ticket_keys:
                keys:
                - inline_string: "hush....hush....hush....hush....hush....hush....hush....hush....hush....hush...."
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: redis
              typed_extension_protocol_options:
                envoy.filters.network.redis_proxy:
                  "@type": type.googleapis.com/envoy.extensions.filters.network.redis_proxy.v3.RedisProtocolOptions
                  auth_password: {inline_string: swordfish}
            """;

    static final String TWO_ADDRESSES_BY_DNS = """
            resources:
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: looked-up
              type: LOGICAL_DNS
              load_assignment:
                cluster_name: looked-up
                endpoints:
                - lb_endpoints:
                  - endpoint: {address: {socket_address: {address: a.example, port_value: 80}}}
                  - endpoint: {address: {socket_address: {address: b.example, port_value: 80}}}
            """;

    static final String NAME_IN_ENDPOINTS = """
            resources:
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: named
              type: EDS
              eds_cluster_config: {eds_config: {self: {}}}
            - "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
              cluster_name: named
              endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: some.example, port_value: 80}}}}]}]
            """;

    static final String CHAINS_THAT_MATCH_THE_SAME = """
            resources:
            - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
              name: twice
              address: {socket_address: {address: 0.0.0.0, port_value: 8080}}
              filter_chains:
              - {name: a, filters: [{name: t, typed_config: &t {"@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, stat_prefix: t, cluster: some}}]}
              - {name: b, filters: [{name: t, typed_config: *t}]}
            """;

    static final String UNKNOWN_PREDICATE = """
            # A table that no listener names: Envoy may ask for it all the same.

            ---

            "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
            name: retried
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes:
              - match: {prefix: /}
                route:
                  cluster: some
                  retry_policy:
                    retry_on: 5xx
                    retry_host_predicate:
                    - name: example.predicate
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
            """;

    static final String LUA_THAT_DOES_NOT_PARSE = """
            resources:
            - "@type": type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig
              name: broken-script
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                default_source_code: {inline_string: "function envoy_on_request(handle"}
            - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
              name: scripted
              address: {socket_address: {address: 0.0.0.0, port_value: 8081}}
              filter_chains:
              - filters:
                - name: hcm
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: web
                    route_config: {name: web}
                    http_filters:
                    - name: broken-script
                      config_discovery:
                        config_source: {ads: {}, resource_api_version: V3}
                        type_urls: [type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua]
                    - name: envoy.filters.http.router
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
            """;

    static final String CA_THAT_IS_NONE = """
            resources:
            - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
              name: ca
              validation_context: {trusted_ca: {inline_string: "not a certificate"}}
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: trusting
              transport_socket:
                name: envoy.transport_sockets.tls
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                  common_tls_context:
                    validation_context_sds_secret_config: {name: ca, sds_config: {ads: {}, resource_api_version: V3}}
            """;

    static final String HOST_THAT_IS_THERE_TWICE = """
            resources:
            - "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
              name: on-demand
              vhds: {config_source: {ads: {}, resource_api_version: V3}}
            - {"@type": type.googleapis.com/envoy.config.route.v3.VirtualHost, name: on-demand/a, domains: [a.example]}
            - {"@type": type.googleapis.com/envoy.config.route.v3.VirtualHost, name: on-demand/b, domains: [a.example]}
            """;

    static final String FILES = """
            resources:
            - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
              name: trusting
              transport_socket:
                name: envoy.transport_sockets.tls
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                  common_tls_context:
                    validation_context: {trusted_ca: {filename: /nowhere/ca.pem}}



            # Line 14 is next.
            - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
              name: web
              address: {socket_address: {address: 0.0.0.0, port_value: 443}}
              filter_chains:
              - filters:
                - name: hcm
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    stat_prefix: web
                    route_config: {name: web}
                    http_filters:
                    - name: envoy.filters.http.lua
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua, default_source_code: {filename: /nowhere/script.lua}}
                    - name: envoy.filters.http.router
                      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
            - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
              name: web
              tls_certificate: {certificate_chain: {filename: /nowhere/cert.pem}, private_key: {filename: /nowhere/key.pem}}
            """;

    private Samples() {}

    /** A cluster that checks the health of a port, another that looks a name up, and a listener that writes a log. */
    static String busy(int port, Path log) {
        return """
                resources:
                - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                  name: checked
                  load_assignment:
                    cluster_name: checked
                    endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}}]}]
                  health_checks: [{timeout: 1s, interval: 0.01s, unhealthy_threshold: 1, healthy_threshold: 1, tcp_health_check: {}}]
                - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                  name: dns
                  type: STRICT_DNS
                  load_assignment:
                    cluster_name: dns
                    endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: upstream.example, port_value: 80}}}}]}]
                - "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                  name: logging
                  address: {socket_address: {address: 0.0.0.0, port_value: 8080}}
                  access_log: [{name: file, typed_config: {"@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog, path: "%s"}}]
                  filter_chains:
                  - filters: [{name: t, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, stat_prefix: t, cluster: checked}}]
                """.formatted(port, log);
    }

    static String secret(String certificate, String key) {
        return """
                resources:
                - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
                  name: web
                  tls_certificate:
                    certificate_chain: {inline_bytes: %s}
                    private_key: {inline_bytes: %s}
                """.formatted(base64(certificate), base64(key));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(ByteString.copyFromUtf8(text).toByteArray());
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("EC").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] certificate(KeyPair keys) {
        try {
            return ThrowAwayPair.certificateOf(keys.getPublic(), keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }
}
