package dev.gitvoy.xds.resource;

import static dev.gitvoy.xds.resource.Reading.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.TextFormat;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import dev.gitvoy.xds.check.FieldPlaces;
import dev.gitvoy.xds.check.MessageVisitor;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.RuntimeDouble;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.type.v3.Int64Range;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be written, and what it means. {@link ProtoReaderProblemsTest} has what cannot. */
class ProtoReaderTest {
    @Test
    void read_bothSpellingsOfFields_areKnown() {
        var cluster = message(Cluster.getDefaultInstance(), "{alt_stat_name: a, lbPolicy: RANDOM}");

        assertThat(cluster)
                .isEqualTo(Cluster.newBuilder()
                        .setAltStatName("a")
                        .setLbPolicy(Cluster.LbPolicy.RANDOM)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"name: ~", "load_assignment:", "health_checks: null", "typed_extension_protocol_options: ~"})
    void read_null_leavesTheFieldUnset(String yaml) {
        assertThat(message(Cluster.getDefaultInstance(), yaml)).isEqualTo(Cluster.getDefaultInstance());
    }

    @Test
    void read_nullBesideAnotherMemberOfAOneof_isUnset() {
        assertThat(message(DataSource.getDefaultInstance(), "{filename: null, inline_string: a}"))
                .isEqualTo(DataSource.newBuilder().setInlineString("a").build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "api          | api",
                "'123'        | 123",
                "!!str 123    | 123",
                "'yes'        | yes",
                "1.50         | 1.50",
                "3000000000   | 3000000000",
                "\"a\\tb\"    | a\tb",
            })
    void read_string(String yaml, String expected) {
        assertThat(message(Cluster.getDefaultInstance(), "name: " + yaml).getName())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "yes, true", "Off, false", "'''true''', true", "'\"0\"', false"})
    void read_bool(String yaml, boolean expected) {
        var cluster = message(Cluster.getDefaultInstance(), "ignore_health_on_host_removal: " + yaml);

        assertThat(cluster.getIgnoreHealthOnHostRemoval()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "8080, 8080",
        "'''8080''', 8080",
        "8080.0, 8080",
        "8e3, 8000",
        "0x1F90, 8080",
        "0, 0",
        "4294967295, -1",
    })
    void read_uint32(String yaml, int expected) {
        assertThat(message(SocketAddress.getDefaultInstance(), "port_value: " + yaml)
                        .getPortValue())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 9223372036854775807",
        "'''-9223372036854775808''', -9223372036854775808",
        "-5, -5",
        "3000000000, 3000000000",
    })
    void read_int64(String yaml, long expected) {
        assertThat(message(Int64Range.getDefaultInstance(), "start: " + yaml).getStart())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.5",
        "'''0.5''', 0.5",
        "1, 1",
        "1e-3, 0.001",
        "NaN, NaN",
        ".nan, NaN",
        "-.inf, -Infinity",
        "'''Infinity''', Infinity"
    })
    void read_double(String yaml, Double expected) {
        assertThat(message(RuntimeDouble.getDefaultInstance(), "default_value: " + yaml)
                        .getDefaultValue())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RANDOM", "random", "3", "'3'"})
    void read_enum_byNameInAnyCaseOrNumber(String yaml) {
        assertThat(message(Cluster.getDefaultInstance(), "lb_policy: " + yaml).getLbPolicy())
                .isEqualTo(Cluster.LbPolicy.RANDOM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-_-_AQ==", "+/+/AQ==", "-_-_AQ"})
    void read_bytes_inBothAlphabetsOfBase64(String base64) {
        assertThat(message(DataSource.getDefaultInstance(), "inline_bytes: '" + base64 + "'")
                        .getInlineBytes())
                .isEqualTo(ByteString.copyFrom(new byte[] {(byte) 0xFB, (byte) 0xFF, (byte) 0xBF, 1}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a, b]", "[[a], b]", "[[a, [b]]]"})
    void read_list_isSpreadOut(String yaml) {
        assertThat(message(VirtualHost.getDefaultInstance(), "domains: " + yaml).getDomainsList())
                .containsExactly("a", "b");
    }

    @Test
    void read_oneItem_standsForAList() {
        assertThat(message(VirtualHost.getDefaultInstance(), "{domains: a, routes: {name: r}}"))
                .isEqualTo(VirtualHost.newBuilder()
                        .addDomains("a")
                        .addRoutes(Route.newBuilder().setName("r"))
                        .build());
    }

    @Test
    void read_map_hasScalarsAsKeys() {
        var metadata = message(Metadata.getDefaultInstance(), "filter_metadata: {12: {a: b}, envoy.lb: {}}");

        assertThat(metadata.getFilterMetadataMap()).containsOnlyKeys("12", "envoy.lb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "'5'", "{value: 5}"})
    void read_wrapper(String yaml) {
        var cluster = message(Cluster.getDefaultInstance(), "per_connection_buffer_limit_bytes: " + yaml);

        assertThat(cluster.getPerConnectionBufferLimitBytes()).isEqualTo(UInt32Value.of(5));
        assertThat(cluster.hasPerConnectionBufferLimitBytes()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.25s                          | 0            | 250000000",
                "'10s'                          | 10           | 0",
                "-1.5s                          | -1           | -500000000",
                "-0.000000001s                  | 0            | -1",
                "315576000000s                  | 315576000000 | 0",
                "{nanos: 250000000}             | 0            | 250000000",
                "{seconds: '3', nanos: 1}       | 3            | 1",
            })
    void read_duration(String yaml, long seconds, int nanos) {
        assertThat(message(Cluster.getDefaultInstance(), "connect_timeout: " + yaml)
                        .getConnectTimeout())
                .isEqualTo(Duration.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T12:00:00.5Z",
                "'2026-01-31T13:00:00.5+01:00'",
                "{seconds: 1769860800, nanos: 500000000}"
            })
    void read_timestamp(String yaml) {
        assertThat(message(Timestamp.getDefaultInstance(), yaml))
                .isEqualTo(Timestamp.newBuilder()
                        .setSeconds(1_769_860_800L)
                        .setNanos(500_000_000)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"name,routeConfig.virtualHosts", "{paths: [name, route_config.virtual_hosts]}"})
    void read_fieldMask(String yaml) {
        assertThat(message(FieldMask.getDefaultInstance(), yaml).getPathsList())
                .containsExactly("name", "route_config.virtual_hosts");
    }

    @Test
    void read_struct_isTypedAsEnvoyTypesIt() {
        var struct = message(
                Struct.getDefaultInstance(),
                "{s: a, q: '1', i: 1, f: 1.5, t: true, on: on, n: ~, l: [1, [2]], m: {k: v}, big: 3000000000}");

        assertThat(struct)
                .isEqualTo(Struct.newBuilder()
                        .putFields("s", text("a"))
                        .putFields("q", text("1"))
                        .putFields("i", number(1))
                        .putFields("f", number(1.5))
                        .putFields("t", Value.newBuilder().setBoolValue(true).build())
                        .putFields("on", Value.newBuilder().setBoolValue(true).build())
                        .putFields("n", Value.newBuilder().setNullValueValue(0).build())
                        .putFields("l", list(number(1), list(number(2))))
                        .putFields(
                                "m",
                                Value.newBuilder()
                                        .setStructValue(Struct.newBuilder().putFields("k", text("v")))
                                        .build())
                        .putFields("big", text("3000000000"))
                        .build());
    }

    @Test
    void read_listValue_alsoAsAMapping() {
        var expected = list(number(1), list(number(2))).getListValue();

        assertThat(message(ListValue.getDefaultInstance(), "[1, [2]]")).isEqualTo(expected);
        assertThat(message(ListValue.getDefaultInstance(), "{values: [1, [2]]}"))
                .isEqualTo(expected);
    }

    @Test
    void read_any_packsTheMessageThatTheTypeNames() throws Exception {
        var config = message(TypedExtensionConfig.getDefaultInstance(), """
                name: router
                typed_config:
                  suppress_envoy_headers: true
                  "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                """);

        assertThat(config.getTypedConfig().getTypeUrl())
                .isEqualTo("type.googleapis.com/envoy.extensions.filters.http.router.v3.Router");
        assertThat(config.getTypedConfig().unpack(Router.class).getSuppressEnvoyHeaders())
                .isTrue();
    }

    @Test
    void read_wellKnownTypeInAny_isItsValue() throws Exception {
        var duration = message(Any.getDefaultInstance(), "{'@type': t/google.protobuf.Duration, value: 1.5s}");
        var nested = message(
                Any.getDefaultInstance(),
                "{'@type': t/google.protobuf.Any, value: {'@type': t/google.protobuf.Empty}}");

        assertThat(duration.unpack(Duration.class)).isEqualTo(Durations.fromMillis(1500));
        assertThat(nested.unpack(Any.class).getTypeUrl()).isEqualTo("type.googleapis.com/google.protobuf.Empty");
    }

    @Test
    void read_typeAtTheRoot_mayNameTheMessage() {
        var yaml = "{'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, name: api}";

        assertThat(message(Cluster.getDefaultInstance(), yaml).getName()).isEqualTo("api");
    }

    @Test
    void readTyped_mapping_isTheMessageThatItNames() {
        var node = Reading.node("{'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, name: api}");

        assertThat(ProtoReader.readTyped(node, problem -> {}, MessageVisitor.NONE))
                .contains(Cluster.newBuilder().setName("api").build());
    }

    @Test
    void read_dynamicMessage_readsTheSame() throws Exception {
        var yaml =
                "{name: a, connect_timeout: 1s, metadata: {filter_metadata: {a: {b: [1]}}}, health_checks: {timeout: {seconds: 1}}}";
        var dynamic = message(DynamicMessage.getDefaultInstance(Cluster.getDescriptor()), yaml);

        assertThat(Cluster.parseFrom(dynamic.toByteString())).isEqualTo(message(Cluster.getDefaultInstance(), yaml));
    }

    @Test
    void read_listenerOfTheRealWorld_isTheListener() throws Exception {
        var listener = message(Listener.getDefaultInstance(), """
                name: ingress
                address:
                  socket_address: {address: 0.0.0.0, port_value: 10000}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.http_connection_manager
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: ingress
                      codec_type: AUTO
                      rds:
                        route_config_name: web
                        config_source: {ads: {}, resource_api_version: V3}
                      http_filters:
                      - name: envoy.filters.http.router
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                """);

        var any = listener.getFilterChains(0).getFilters(0).getTypedConfig();
        var manager = any.unpack(HttpConnectionManager.class);
        var expected = TextFormat.parse("""
                stat_prefix: "ingress"
                rds { route_config_name: "web" config_source { ads {} resource_api_version: V3 } }
                http_filters { name: "envoy.filters.http.router" typed_config {
                  type_url: "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" } }
                """, HttpConnectionManager.class);
        assertThat(manager).isEqualTo(expected);
        assertThat(listener.getAddress().getSocketAddress().getPortValue()).isEqualTo(10_000);
    }

    @Test
    void read_visitor_seesEachMessageWithItsPlacesInnermostFirst() {
        var seen = new ArrayList<String>();
        MessageVisitor visitor = (message, places) -> seen.add(message.getDescriptorForType()
                        .getName() + " " + places.message().line());
        ProtoReader.read(Reading.node("""
                name: web
                virtual_hosts:
                - name: shop
                  domains: [a, b]
                  routes:
                  - match: {prefix: /}
                    route: {cluster: cart, timeout: 1s}
                    typed_per_filter_config:
                      cors:
                        "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                """), RouteConfiguration.getDefaultInstance(), problem -> {}, visitor);

        assertThat(seen)
                .containsExactly(
                        "RouteMatch 6",
                        "RouteAction 7",
                        "Router 10",
                        "Route 6",
                        "VirtualHost 3",
                        "RouteConfiguration 1");
    }

    @Test
    void read_visitor_getsThePlacesOfValues() {
        var places = new ArrayList<FieldPlaces>();
        ProtoReader.read(
                Reading.node("name: shop\ndomains: [a, b]\nrequireTls: ALL\n"),
                VirtualHost.getDefaultInstance(),
                problem -> {},
                (message, found) -> places.add(found));

        assertThat(places).singleElement().satisfies(of -> {
            assertThat(of.message()).hasToString("x.yaml:1:1");
            assertThat(of.of("name")).hasToString("x.yaml:1:7");
            assertThat(of.of("require_tls")).hasToString("x.yaml:3:13");
            assertThat(of.of("domains")).hasToString("x.yaml:2:10");
            assertThat(of.of("domains", 1)).hasToString("x.yaml:2:14");
            assertThat(of.of("domains", 2)).hasToString("x.yaml:2:10");
            assertThat(of.of("routes")).as("not set").hasToString("x.yaml:1:1");
        });
    }

    @Test
    void read_visitor_doesNotSeeAMessageWithAProblem() {
        var seen = new ArrayList<String>();
        ProtoReader.read(
                Reading.node("health_checks: [{timeout: x}, {timeout: 1s, interval: 2s}]"),
                Cluster.getDefaultInstance(),
                problem -> {},
                (message, places) ->
                        seen.add(((HealthCheck) message).getTimeout().getSeconds() + "s"));

        assertThat(seen).containsExactly("1s");
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    private static Value list(Value... values) {
        return Value.newBuilder()
                .setListValue(ListValue.newBuilder().addAllValues(List.of(values)))
                .build();
    }
}
