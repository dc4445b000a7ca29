package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.delete;
import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Virtual hosts that an Envoy asks for when it has a request for them (VHDS). */
class OnDemandIT {
    private static final String LISTENER = "on-demand";

    @RegisterExtension
    final Testbed bed = new Testbed(Transport.DELTA);

    @BeforeEach
    void listenOnDemand() {
        var commit = bed.forge()
                .commit(
                        "virtual hosts on demand",
                        write("gitvoy.yaml", "xds: {bootstrap_clusters: [xds]}\n"),
                        listener(),
                        routes(),
                        virtualHost("shop", "*.shop.example", "v1"));
        bed.gitvoy().awaitAcked(commit);
        Waiting.soon("the listener listens")
                .until(() -> bed.envoy().stat("listener_manager.total_listeners_active") == 2);
    }

    private int status(String host) {
        return bed.askAt(LISTENER, "/", "host", host).status();
    }

    private String body(String host) {
        return bed.askAt(LISTENER, "/", "host", host).body();
    }

    @Test
    void theFirstRequest_ofAHost_bringsItsVirtualHost() {
        assertThat(body("a.shop.example")).startsWith("v1");
        assertThat(body("b.shop.example")).as("a second host of the same").startsWith("v1");
        assertThat(bed.envoy().xds().rejected()).isZero();
    }

    @Test
    void anUnknownHost_isAnsweredAtOnce_andServedOnceItIsCommitted() {
        assertThat(status("new.example")).isEqualTo(404);

        bed.forge().commit("a new host", virtualHost("new", "new.example", "v2"));

        Waiting.soon("the new host answers").until(() -> status("new.example") == 200);
        assertThat(body("new.example")).startsWith("v2");
    }

    @Test
    void aChangedHost_isMoved_andARemovedOneIsGone() {
        assertThat(body("a.shop.example")).startsWith("v1");

        bed.forge().commit("to v2", virtualHost("shop", "*.shop.example", "v2"));
        Waiting.soon("v2 answers").until(() -> body("a.shop.example").startsWith("v2"));

        bed.forge().commit("gone", delete(file("shop")));
        Waiting.soon("nothing answers").until(() -> status("a.shop.example") == 404);
        assertThat(bed.envoy().xds().rejected()).isZero();
    }

    private static Change listener() {
        return write("xds/edge/on-demand.yaml", """
                "@type": type.googleapis.com/envoy.config.listener.v3.Listener
                name: on-demand
                address:
                  socket_address: {address: 127.0.0.1, port_value: 0}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.http_connection_manager
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: on_demand
                      rds:
                        route_config_name: demand
                        config_source: {ads: {}, resource_api_version: V3}
                      http_filters:
                      - name: envoy.filters.http.on_demand
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.on_demand.v3.OnDemand
                      - name: envoy.filters.http.router
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                """);
    }

    private static Change routes() {
        return write("xds/edge/demand.yaml", """
                "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
                name: demand
                vhds:
                  config_source:
                    resource_api_version: V3
                    initial_fetch_timeout: 0.1s
                    api_config_source:
                      api_type: DELTA_GRPC
                      transport_api_version: V3
                      grpc_services: [{envoy_grpc: {cluster_name: xds}}]
                """);
    }

    private static String file(String name) {
        return "xds/edge/hosts/" + name + ".yaml";
    }

    private static Change virtualHost(String name, String domain, String cluster) {
        return write(file(name), """
                "@type": type.googleapis.com/envoy.config.route.v3.VirtualHost
                name: demand/%s
                domains: ["%s"]
                routes: [{match: {prefix: /}, route: {cluster: %s}}]
                """.formatted(name, domain, cluster));
    }
}
