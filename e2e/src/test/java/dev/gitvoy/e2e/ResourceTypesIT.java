package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.delete;
import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The types beside clusters, endpoints, listeners and routes, each by what it does to requests. */
@ParameterizedClass(name = "{0}")
@EnumSource(Transport.class)
class ResourceTypesIT {
    private static final String SCOPED = "scoped";
    private static final String FAULTY = "faulty";

    @RegisterExtension
    final Testbed bed;

    ResourceTypesIT(Transport transport) {
        bed = new Testbed(transport);
    }

    @Test
    void extensionConfig_changesAFilter_andNotItsListener() {
        var first = bed.forge().commit("a listener that answers by itself", faultyListener(), faults(418));
        bed.gitvoy().awaitAcked(first);
        Waiting.soon("Envoy answers 418").until(() -> answer(FAULTY) == 418);
        long modified = bed.envoy().stat("listener_manager.listener_modified");

        var second = bed.forge().commit("another answer", faults(429));

        bed.gitvoy().awaitAcked(second);
        Waiting.soon("Envoy answers 429").until(() -> answer(FAULTY) == 429);
        assertThat(bed.envoy().stat("listener_manager.listener_modified")).isEqualTo(modified);
        assertThat(bed.envoy().xds().rejected()).isZero();
    }

    /** Asked at an Envoy that starts with the listener: 1.36.2 asks for the scopes of no other. */
    @Test
    void scopes_chooseARouteTable_andGoBeforeIt() {
        var first = bed.forge().commit("route tables by header", scopedListener(), scope("a", Samples.ROUTE_CONFIG));
        bed.gitvoy().awaitAcked(first);
        var envoy = bed.startEnvoy("edge-2").admin();
        var entrance = new Entrance(envoy.listenerPort(SCOPED));
        Waiting.soon("scope a answers").until(() -> body(entrance, "a").equals("v1"));
        assertThat(status(entrance, "b")).isEqualTo(404);

        var second = bed.forge().commit("a second scope", routes("to-v2", "v2"), scope("b", "to-v2"));
        bed.gitvoy().awaitAcked(second);
        Waiting.soon("scope b answers").until(() -> body(entrance, "b").equals("v2"));
        assertThat(body(entrance, "a")).isEqualTo("v1");

        var third = bed.forge().commit("without it", delete(scopeFile("b")), delete(routesFile("to-v2")));
        bed.gitvoy().awaitAcked(third);
        Waiting.soon("scope b is gone").until(() -> status(entrance, "b") == 404);
        assertThat(body(entrance, "a")).isEqualTo("v1");
        assertThat(envoy.xds().rejected()).isZero();
    }

    private static int status(Entrance entrance, String scope) {
        return entrance.get("/", "x-scope", scope).status();
    }

    private static String body(Entrance entrance, String scope) {
        return entrance.get("/", "x-scope", scope).body();
    }

    private int answer(String listener) {
        return bed.askAt(listener, "/").status();
    }

    private static Change scopedListener() {
        return listener(SCOPED, "", """
                      scoped_routes:
                        name: scopes
                        scope_key_builder:
                          fragments: [{header_value_extractor: {name: x-scope, index: 0}}]
                        rds_config_source: {ads: {}, resource_api_version: V3}
                        scoped_rds: {scoped_rds_config_source: {ads: {}, resource_api_version: V3}}
                """);
    }

    private static Change faultyListener() {
        return listener(FAULTY, """
                      - name: faults
                        config_discovery:
                          config_source: {ads: {}, resource_api_version: V3}
                          type_urls: [type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault]
                """, """
                      rds:
                        route_config_name: edge-routes
                        config_source: {ads: {}, resource_api_version: V3}
                """);
    }

    private static Change listener(String name, String filters, String routes) {
        return write("xds/edge/" + name + ".yaml", """
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
                %2$s      http_filters:
                %3$s      - name: envoy.filters.http.router
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                """.formatted(name, routes, filters));
    }

    private static Change faults(int status) {
        return write("xds/edge/faults.yaml", """
                "@type": type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig
                name: faults
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault
                  abort: {http_status: %d, percentage: {numerator: 100}}
                """.formatted(status));
    }

    private static Change scope(String key, String routes) {
        return write(scopeFile(key), """
                "@type": type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration
                name: scope-%1$s
                route_configuration_name: %2$s
                key: {fragments: [{string_key: %1$s}]}
                """.formatted(key, routes));
    }

    private static String scopeFile(String key) {
        return "xds/edge/scopes/" + key + ".yaml";
    }

    private static Change routes(String name, String cluster) {
        return write(
                routesFile(name),
                Samples.routes("route: {cluster: " + cluster + "}").replace("name: edge-routes", "name: " + name));
    }

    private static String routesFile(String name) {
        return "xds/edge/" + name + ".yaml";
    }
}
