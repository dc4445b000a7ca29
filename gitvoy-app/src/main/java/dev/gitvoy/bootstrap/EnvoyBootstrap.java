package dev.gitvoy.bootstrap;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Envoy's bootstrap.
 *
 * @param nodeId which Envoy it is
 * @param cluster {@code node.cluster}: its group, unless {@code gitvoy.yaml} defines groups
 * @param server Gitvoy's gRPC or REST port, as the flavour has it
 * @param adminPort of Envoy's admin API, on the loopback interface
 * @param runtimeLayer name of a layer of its runtime that it has from Gitvoy
 */
public record EnvoyBootstrap(
        Flavour flavour,
        String nodeId,
        String cluster,
        HostAndPort server,
        int adminPort,
        Optional<String> runtimeLayer) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACE = Pattern.compile("@([A-Z_]+)@");
    private static final String COMMON = "resource_api_version: V3, initial_fetch_timeout: 15s";

    /** @throws IllegalArgumentException when a text cannot be what it is to be */
    public EnvoyBootstrap {
        check("a node's id", nodeId);
        check("a node's cluster", cluster);
        runtimeLayer.ifPresent(name -> check("a runtime layer's name", name));
    }

    private static void check(String what, String text) {
        if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " must be a text of one line, for example edge-1");
        }
    }

    /** The file's text. */
    public String yaml() {
        var source = flavour == Flavour.SEPARATE || flavour == Flavour.REST
                ? "{" + ownSource() + "}"
                : "{ads: {}, " + COMMON + "}";
        var values = Map.of(
                "NODE", quoted(nodeId),
                "CLUSTER", quoted(cluster),
                "ADMIN_PORT", Integer.toString(adminPort),
                "API_TYPE", flavour == Flavour.ADS_SOTW ? "GRPC" : "DELTA_GRPC",
                "GRPC_SERVICE", flavour == Flavour.ADS_GOOGLE_GRPC ? googleGrpc() : envoyGrpc(),
                "SOURCE", source,
                "RUNTIME", runtimeLayer.map(name -> runtime(name, source)).orElse(""),
                "DISCOVERY", server.isAddress() ? "STATIC" : "STRICT_DNS",
                "HOST", quoted(server.host()),
                "PORT", Integer.toString(server.port()));
        // In one go: a node may be called @PORT@.
        return PLACE.matcher(
                        template(flavour == Flavour.REST ? "rest" : flavour == Flavour.SEPARATE ? "separate" : "ads"))
                .replaceAll(place -> Matcher.quoteReplacement(requireNonNull(values.get(place.group(1)))));
    }

    /** How a configuration source names Gitvoy where there is no aggregated stream. */
    private String ownSource() {
        return flavour == Flavour.REST
                ? COMMON + ", api_config_source: {api_type: REST, transport_api_version: V3, cluster_names: [xds],"
                        + " refresh_delay: 5s, request_timeout: 5s}"
                : COMMON + ", api_config_source: {api_type: DELTA_GRPC, transport_api_version: V3,"
                        + " set_node_on_first_message_only: true, grpc_services: [{envoy_grpc: {cluster_name: xds}}]}";
    }

    private static String envoyGrpc() {
        return "{envoy_grpc: {cluster_name: xds, retry_policy: {retry_back_off: {base_interval: 0.5s, max_interval: 10s}}}}";
    }

    private String googleGrpc() {
        return "{google_grpc: {target_uri: " + quoted(server.toString())
                + ", stat_prefix: xds, channel_args: {args: {grpc.keepalive_time_ms: {int_value: 30000},"
                + " grpc.keepalive_timeout_ms: {int_value: 5000}, grpc.max_receive_message_length: {int_value: -1}}}}}";
    }

    private static String runtime(String layer, String source) {
        return """

                layered_runtime:
                  layers:
                  - {name: gitvoy, rtds_layer: {name: %s, rtds_config: %s}}
                  # Above all others: what an operator sets by Envoy's admin API.
                  - {name: admin, admin_layer: {}}
                """.formatted(quoted(layer), source);
    }

    /** A JSON string is a YAML one. */
    private static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String template(String name) {
        try (var in = EnvoyBootstrap.class.getResourceAsStream(name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + name + ".yaml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
