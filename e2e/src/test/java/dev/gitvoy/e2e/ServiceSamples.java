package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;

import dev.gitvoy.e2e.Forge.Change;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the scenarios of limits and policies add to {@link Samples}: the filters that ask Gitvoy's services, the clusters in
 * which these are, a policy that lets everybody in at {@code /} and keys only at {@code /account}, and a domain of limits.
 */
final class ServiceSamples {
    static final String LIMITS_FILE = "ratelimit/edge.yaml";
    static final String POLICIES_FILE = "authz/policies.yaml";
    static final String KEYS_FILE = "authz/keys.yaml";

    /** The header by which the route counts requests. */
    static final String CLIENT = "x-client";

    private static final String FILTERS = """
            - name: envoy.filters.http.lua
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
            - name: envoy.filters.http.ext_authz
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
                transport_api_version: V3
                grpc_service: {envoy_grpc: {cluster_name: gitvoy-authz}, timeout: %s}
            - name: envoy.filters.http.ratelimit
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit
                domain: edge
                timeout: %s
                failure_mode_deny: true
                enable_x_ratelimit_headers: DRAFT_VERSION_03
                rate_limit_service:
                  transport_api_version: V3
                  grpc_service: {envoy_grpc: {cluster_name: gitvoy-ratelimit}}
            """;

    private ServiceSamples() {}

    /** The listener of {@link Samples} with both filters before the router, patient on a busy machine. */
    static Change listener() {
        return listener("1s", "1s");
    }

    /** The same with the timeouts that Envoy has by default. */
    static Change listenerInAHurry() {
        return listener("0.2s", "0.02s");
    }

    private static Change listener(String authzTimeout, String rateLimitTimeout) {
        var plain = String.valueOf(Samples.listener().content());
        var place = "http_filters:\n";
        if (!plain.contains(place)) {
            throw new IllegalStateException("no http_filters in: " + plain);
        }
        return write(
                Samples.LISTENER_FILE,
                plain.replace(
                        place,
                        place
                                + FILTERS.formatted(authzTimeout, rateLimitTimeout)
                                        .indent(6)));
    }

    /**
     * The clusters of Gitvoy's services, with one endpoint for each port.
     *
     * <p>An Envoy spreads its requests over all of them in turn.
     */
    static Change[] services(List<Integer> rateLimitPorts, List<Integer> authzPorts) {
        return new Change[] {service("gitvoy-ratelimit", rateLimitPorts), service("gitvoy-authz", authzPorts)};
    }

    private static Change service(String name, List<Integer> ports) {
        var endpoints = ports.stream()
                .map(port -> "{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: " + port + "}}}}")
                .collect(Collectors.joining(", "));
        return write(Samples.clusterFile(name), """
                "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                name: %1$s
                type: STATIC
                connect_timeout: 1s
                load_assignment: {cluster_name: %1$s, endpoints: [{lb_endpoints: [%2$s]}]}
                typed_extension_protocol_options:
                  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                    "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                    explicit_http_config: {http2_protocol_options: {}}
                """.formatted(name, endpoints));
    }

    /** Everything goes to a cluster; requests with {@link #CLIENT} are counted by it, authenticated ones by user. */
    static Change routesTo(String cluster) {
        return write(Samples.ROUTES_FILE, """
                "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
                name: edge-routes
                virtual_hosts:
                - name: all
                  domains: ["*"]
                  rate_limits:
                  - actions:
                    - request_headers: {header_name: x-client, descriptor_key: client}
                  - actions:
                    - metadata:
                        descriptor_key: user
                        metadata_key: {key: envoy.filters.http.ext_authz, path: [{key: user}]}
                  routes:
                  - match: {prefix: /}
                    route: {cluster: %s}
                """.formatted(cluster));
    }

    /** The route table of {@link #routesTo} whose route makes the path, as the authorization service sees it, begin so. */
    static Change routesTo(String cluster, String pathPrefix) {
        var plain = routesTo(cluster);
        return write(plain.path(), plain.content() + """
                    typed_per_filter_config:
                      envoy.filters.http.lua:
                        "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.LuaPerRoute
                        source_code:
                          inline_string: |
                            function envoy_on_request(request)
                              request:headers():replace(":path", "%s" .. request:headers():get(":path"))
                            end
                """.formatted(pathPrefix));
    }

    /** So many requests a day for each client; for what else is counted, what is given. */
    static Change limits(int requestsPerDay, String... more) {
        return write(LIMITS_FILE, """
                domain: edge
                descriptors:
                - key: client
                  rate_limit: {unit: day, requests_per_unit: %d}
                """.formatted(requestsPerDay) + String.join("", more));
    }

    /** Everybody may do everything at and below a path, but for {@code /account}, which takes a key. */
    static Change policies(String openPath) {
        return write(POLICIES_FILE, """
                kind: Defaults
                spec:
                  decision: deny
                  identityHeaders: [x-user-id]
                identities:
                  key: {apiKey: {from: [{header: x-api-key}]}}
                  anyone: {anonymous: {}}
                ---
                kind: Policy
                metadata: {name: open}
                match: {hosts: ["*"], paths: ["%s/**"]}
                authenticate: {anyOf: [anyone]}
                allow:
                - name: everyone
                ---
                kind: Policy
                metadata: {name: account}
                match: {hosts: ["*"], paths: ["/account/**"]}
                authenticate: {anyOf: [key]}
                allow:
                - name: known
                response:
                  headers:
                    set: {x-user-id: "auth.subject"}
                    remove: [x-api-key]
                  metadata: {user: "auth.subject"}
                """.formatted(openPath));
    }
}
