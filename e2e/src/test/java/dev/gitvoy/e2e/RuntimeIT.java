package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.e2e.Forge.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A runtime layer from Git (RTDS): a flag moves traffic, and no route changes. */
@ParameterizedClass(name = "{0}")
@EnumSource(Transport.class)
class RuntimeIT {
    private static final String SPLIT = """
            "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
            name: edge-routes
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes:
              - match: {prefix: /, runtime_fraction: {default_value: {numerator: 0}, runtime_key: to_v2}}
                route: {cluster: v2}
              - match: {prefix: /}
                route: {cluster: v1}
            """;

    @RegisterExtension
    final Testbed bed;

    RuntimeIT(Transport transport) {
        bed = new Testbed(transport).withRuntimeLayer(flag(0));
    }

    @Test
    void aFlag_movesTraffic_andNoRoute() {
        var split = bed.forge().commit("a share for v2", write(Samples.ROUTES_FILE, SPLIT));
        bed.gitvoy().awaitAcked(split);
        var routes = bed.envoy().routeVersion(Samples.ROUTE_CONFIG);
        assertThat(bed.ask("/").body()).startsWith("v1");

        bed.traffic().expectEither("v1", "v2");
        var on = bed.forge().commit("all of it", flag(100));

        bed.gitvoy().awaitAcked(on);
        Waiting.soon("v2 answers").until(() -> bed.ask("/").body().startsWith("v2"));
        bed.traffic().expect("v2");
        bed.traffic().awaitAnswers(20);
        assertThat(bed.envoy().routeVersion(Samples.ROUTE_CONFIG)).isEqualTo(routes);
        assertThat(bed.envoy().xds().rejected()).isZero();
    }

    private static Change flag(int percent) {
        return write("xds/edge/runtime.yaml", """
                "@type": type.googleapis.com/envoy.service.runtime.v3.Runtime
                name: gitvoy
                layer: {to_v2: %d}
                """.formatted(percent));
    }
}
