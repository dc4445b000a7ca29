package dev.gitvoy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What an Envoy is told when it starts: who it is and where its control plane listens.
 *
 * @param cluster {@code node.cluster}, which is the group in a config repository without {@code gitvoy.yaml}
 * @param runtimeLayer whether it has a layer {@code gitvoy} of its runtime from there
 */
record Bootstrap(String nodeId, String cluster, Transport transport, int xdsPort, boolean runtimeLayer) {
    private static final String TEMPLATE = "/bootstrap.yaml";
    private static final String RUNTIME_LAYER = """

            layered_runtime:
              layers:
              - name: gitvoy
                rtds_layer: {name: gitvoy, rtds_config: {ads: {}, resource_api_version: V3, initial_fetch_timeout: 10s}}
            """;

    String yaml() {
        return template()
                .replace("@NODE_ID@", nodeId)
                .replace("@NODE_CLUSTER@", cluster)
                .replace("@API_TYPE@", transport.apiType())
                .replace("@XDS_PORT@", Integer.toString(xdsPort))
                .concat(runtimeLayer ? RUNTIME_LAYER : "");
    }

    private static String template() {
        try (var in = Bootstrap.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + TEMPLATE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
