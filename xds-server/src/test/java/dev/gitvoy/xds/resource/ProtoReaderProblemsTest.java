package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.xds.check.MessageVisitor;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.RuntimeDouble;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.CheckSettings;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.type.v3.Int64Range;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be written, and what the author is told. */
class ProtoReaderProblemsTest {
    @ParameterizedTest
    @ValueSource(strings = {"lb_polcy", "lbPolcy", "lb_policyy"})
    void read_misspelledField_isSuggestedAtItsKey(String name) {
        assertProblem(
                Cluster.getDefaultInstance(),
                "name: a\n" + name + ": RANDOM",
                "unknown-field",
                "2:1: unknown field \"%s\" in envoy.config.cluster.v3.Cluster; did you mean \"lb_policy\"?"
                        .formatted(name));
    }

    @Test
    void read_fieldLikeNoOther_namesTheApi() {
        assertProblem(
                SocketAddress.getDefaultInstance(),
                "zzz: 1",
                "unknown-field",
                "1:1: unknown field \"zzz\" in envoy.config.core.v3.SocketAddress; use one of: address, ipv4_compat, "
                        + "named_port, network_namespace_filepath, port_value, protocol, resolver_name; "
                        + "it is not in the Envoy 1.36 API: give --api-descriptors if a newer Envoy has it");
    }

    @Test
    void read_fieldInTwoSpellings_isRefused() {
        assertProblem(
                Cluster.getDefaultInstance(),
                "lb_policy: RANDOM\nlbPolicy: RANDOM",
                "duplicate-field",
                "2:1: \"lbPolicy\" is the same field as \"lb_policy\" at x.yaml:1:1; keep one");
    }

    @Test
    void read_twoMembersOfAOneof_areRefused() {
        assertProblem(
                RouteAction.getDefaultInstance(),
                "cluster: a\ncluster_header: b",
                "oneof-conflict",
                "2:1: \"cluster_header\" and \"cluster\" at x.yaml:1:1 exclude each other; keep one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name: 123                | 7  | name: found 123; expected a string, but Envoy reads this as a number; quote it: \"123\"",
                "name: on                 | 7  | name: found on; expected a string, but Envoy reads this as a boolean; quote it: \"on\"",
                "name: [a]                | 7  | name: found a list; expected a string",
                "respect_dns_ttl: 1       | 18 | respect_dns_ttl: found 1; expected true or false",
                "respect_dns_ttl: maybe   | 18 | respect_dns_ttl: found maybe; expected true or false",
                "lb_policy: [RANDOM, x]   | 12 | lb_policy: found a list; expected a name such as ROUND_ROBIN",
                "connect_timeout: 5       | 18 | connect_timeout: found 5; expected a duration such as \"0.25s\" or \"10s\"",
                "connect_timeout: [5s]    | 18 | connect_timeout: found a list; expected a duration such as \"0.25s\" or \"10s\"",
                "load_assignment: yes     | 18 | load_assignment: found a boolean; expected a mapping of the fields of envoy.config.endpoint.v3.ClusterLoadAssignment",
                "health_checks: [~]       | 17 | health_checks: found null; expected a list item; write one or remove the dash",
                "typed_extension_protocol_options: 1      | 35 | typed_extension_protocol_options: found a number; expected a mapping",
                "typed_extension_protocol_options: {a: ~} | 39 | typed_extension_protocol_options[\"a\"]: found null; expected a value; write one or remove the key",
                "per_connection_buffer_limit_bytes: many  | 36 | per_connection_buffer_limit_bytes: found many; expected a whole number, for example 10",
                "per_connection_buffer_limit_bytes: true  | 36 | per_connection_buffer_limit_bytes: found true; expected a whole number, for example 10",
            })
    void read_wrongType_saysWhatWasFoundAndWhatIsExpected(String yaml, int column, String message) {
        assertProblem(Cluster.getDefaultInstance(), yaml, "wrong-type", "1:" + column + ": " + message);
    }

    @Test
    void read_rootThatIsNoMapping_isRefused() {
        assertProblem(
                Cluster.getDefaultInstance(),
                "- a",
                "wrong-type",
                "1:1: envoy.config.cluster.v3.Cluster: found a list; expected a mapping of the fields of "
                        + "envoy.config.cluster.v3.Cluster");
        assertProblem(
                Struct.getDefaultInstance(),
                "a",
                "wrong-type",
                "1:1: google.protobuf.Struct: found a string; expected a mapping");
    }

    @ParameterizedTest
    @CsvSource({"-1", "4294967296", "1.5", "'''-1'''", "1e-999999999", "1e300"})
    void read_uint32OutOfRange_isRefused(String yaml) {
        assertProblem(
                SocketAddress.getDefaultInstance(),
                "port_value: " + yaml,
                "bad-value",
                "1:13: port_value: found %s; expected a whole number from 0 to 4294967295"
                        .formatted(yaml.replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1e30"})
    void read_int64OutOfRange_isRefused(String yaml) {
        assertProblem(
                Int64Range.getDefaultInstance(),
                "start: " + yaml,
                "bad-value",
                "1:8: start: found " + yaml
                        + "; expected a whole number from -9223372036854775808 to 9223372036854775807");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1d", "0x1p3", "infinity", "1e999", "1,5"})
    void read_doubleThatIsNone_isRefused(String yaml) {
        assertProblem(
                RuntimeDouble.getDefaultInstance(),
                "default_value: '" + yaml + "'",
                "wrong-type",
                "1:16: default_value: found \"%s\"; expected a number, for example 0.5".formatted(yaml));
    }

    @Test
    void read_unknownEnumValue_isSuggestedOrListed() {
        assertProblem(
                Cluster.getDefaultInstance(),
                "lb_policy: RONDOM",
                "unknown-enum-value",
                "1:12: lb_policy: \"RONDOM\" is not a value of this field; did you mean \"RANDOM\"?");
        assertProblem(
                SocketAddress.getDefaultInstance(),
                "protocol: 17",
                "unknown-enum-value",
                "1:11: protocol: \"17\" is not a value of this field; use one of: TCP, UDP; "
                        + "it is not in the Envoy 1.36 API: give --api-descriptors if a newer Envoy has it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "1.5",
                "1.s",
                ".5s",
                "1.1234567891s",
                "315576000001s",
                "1 s",
                "1m",
                "-",
                "s",
                "99999999999999s"
            })
    void read_badDuration_isRefused(String text) {
        assertProblem(
                Cluster.getDefaultInstance(),
                "connect_timeout: '" + text + "'",
                "bad-value",
                "1:18: connect_timeout: found \"%s\"; expected a duration such as \"0.25s\" or \"10s\""
                        .formatted(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{seconds: 1, nanos: -1}", "{nanos: 1000000000}", "{seconds: -9223372036854775808}"})
    void read_badDurationAsMapping_isRefused(String yaml) {
        assertProblem(
                Cluster.getDefaultInstance(),
                "connect_timeout: " + yaml,
                "bad-value",
                "1:18: connect_timeout: found a mapping; expected seconds and nanos of one sign, nanos below 1000000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-31", "2026-02-30T00:00:00Z", "2026-01-31T12:00:00", "2026-01-31 12:00:00Z"})
    void read_badTimestamp_isRefused(String yaml) {
        assertProblem(
                Timestamp.getDefaultInstance(),
                yaml,
                "bad-value",
                "1:1: google.protobuf.Timestamp: found " + yaml + "; expected a time such as \"2026-01-31T12:00:00Z\"");
    }

    @Test
    void read_anyWithoutType_isRefused() {
        assertProblem(
                Any.getDefaultInstance(),
                "{name: a}",
                "missing-type",
                "1:1: google.protobuf.Any: \"@type\" is missing; write, for example, "
                        + "\"@type\": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type.googleapis.com/envoy.config.foo.v3.Foo | is not in the Envoy 1.36 API; check its spelling, or give --api-descriptors if a newer Envoy has it",
                "type.googleapis.com/envoy.api.v2.Cluster    | is the v2 API, which Envoy no longer has; use the v3 type",
                "envoy.config.cluster.v3.Cluster | is no type URL; write \"type.googleapis.com/envoy.config.cluster.v3.Cluster\"",
            })
    void read_unknownType_isRefusedAtItsValue(String type, String message) {
        assertProblem(
                Any.getDefaultInstance(),
                "{'@type': " + type + "}",
                "unknown-type",
                "1:11: \"" + type + "\" " + message);
    }

    @Test
    void read_anotherTypeAtTheRoot_isRefused() {
        assertProblem(
                Cluster.getDefaultInstance(),
                "{'@type': t/envoy.config.route.v3.RouteConfiguration}",
                "wrong-type",
                "1:11: envoy.config.route.v3.RouteConfiguration is not expected here; "
                        + "write envoy.config.cluster.v3.Cluster");
    }

    @Test
    void read_typeBesideFieldsOfAPlainMessage_isAnUnknownField() {
        assertThat(Reading.problems(VirtualHost.getDefaultInstance(), "routes: [{'@type': x}]"))
                .extracting(Problem::code)
                .containsExactly("unknown-field");
    }

    @Test
    void read_wellKnownTypeInAnyBesideOtherFields_isRefused() {
        assertProblem(
                Any.getDefaultInstance(),
                "{'@type': t/google.protobuf.Duration, valu: 1s}",
                "unknown-field",
                "1:39: unknown field \"valu\" in google.protobuf.Duration; did you mean \"value\"?");
    }

    @Test
    void readTyped_nodeWithoutType_isRefused() {
        var problems = new ArrayList<Problem>();

        assertThat(ProtoReader.readTyped(Reading.node("[a]"), problems::add, MessageVisitor.NONE))
                .isEmpty();
        assertThat(ProtoReader.readTyped(Reading.node("{a: b}"), problems::add, MessageVisitor.NONE))
                .isEmpty();

        assertThat(problems).extracting(Problem::code).containsExactly("wrong-type", "missing-type");
    }

    @Test
    void read_severalMistakes_areAllReportedAtTheirPlaces() {
        var problems = Reading.problems(Cluster.getDefaultInstance(), """
                name: 1
                lb_polcy: RANDOM
                connect_timeout: soon
                load_assignment:
                  endpoints:
                  - lb_endpoints:
                    - endpoint:
                        address: {socket_address: {port_value: http, adress: x}}
                typed_extension_protocol_options:
                  a: {"@type": type.googleapis.com/envoy.Nothing}
                """);

        assertThat(problems)
                .extracting(problem -> problem.at() + " " + problem.code())
                .containsExactly(
                        "x.yaml:1:7 wrong-type",
                        "x.yaml:2:1 unknown-field",
                        "x.yaml:3:18 bad-value",
                        "x.yaml:8:48 wrong-type",
                        "x.yaml:8:54 unknown-field",
                        "x.yaml:10:16 unknown-type");
    }

    @Test
    void read_longValue_isCut() {
        assertThat(Reading.problems(Cluster.getDefaultInstance(), "respect_dns_ttl: " + "x".repeat(100_000)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).hasSizeLessThan(150));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tls_certificate: {private_key: 4711}",
                "tls_certificate: {private_key: {inline_string: 4711}}",
                "tls_certificate: {private_key: {inline_bytes: '4711$'}}",
                "tls_certificate: {private_key: {filename: 4711}}",
                "tls_certificate: {private_key: {watched_directory: 4711}}",
                "tls_certificate: '4711'",
                "session_ticket_keys: {keys: '4711'}",
                "generic_secret: {secrets: {a: '4711'}}",
                "generic_secret: {secrets: {a: {inline_string: 4711}}}"
            })
    void read_badSecret_isNotShown(String yaml) {
        assertThat(Reading.problems(Secret.getDefaultInstance(), yaml))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).doesNotContain("4711"));
    }

    @Test
    void read_badValueOfASecretField_isNotShownAnywhere() {
        assertThat(Reading.problems(DataSource.getDefaultInstance(), "inline_string: 4711")
                        .toString())
                .isEqualTo("[x.yaml:1:16: inline_string: found a number; expected a string, "
                        + "but Envoy reads this as a number; quote it]");
        assertThat(Reading.problems(CheckSettings.getDefaultInstance(), "context_extensions: {a: 4711}")
                        .toString())
                .as("marked as sensitive in the API")
                .doesNotContain("4711");
    }

    private static void assertProblem(Message prototype, String yaml, String code, String expected) {
        var problems = Reading.problems(prototype, yaml);
        assertThat(problems).hasToString("[x.yaml:" + expected + "]");
        assertThat(problems).extracting(Problem::code).containsExactly(code);
    }
}
