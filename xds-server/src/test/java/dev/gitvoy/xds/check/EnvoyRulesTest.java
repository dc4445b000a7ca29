package dev.gitvoy.xds.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.KeyValueAppend;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EnvoyRulesTest {
    /** Type, rules, a value that keeps them, one that breaks them, and what is said of that. */
    static Stream<Arguments> rules() {
        return Stream.of(
                arguments(
                        "int32", "int32 { gt: -2 lt: 3 }", "-1", "3", "found 3; expected more than -2 and less than 3"),
                arguments("int32", "int32 { gt: 3 lt: -2 }", "4", "0", "found 0; expected more than 3 or less than -2"),
                arguments("int64", "int64 { gte: 5 }", "5", "4", "found 4; expected at least 5"),
                arguments("sint32", "sint32 { lte: 5 }", "5", "6", "found 6; expected at most 5"),
                arguments("sfixed64", "sfixed64 { const: 7 }", "7", "8", "found 8; expected 7"),
                arguments(
                        "uint32",
                        "uint32 { in: 1 in: 4294967295 }",
                        "4294967295",
                        "2",
                        "found 2; expected one of 1, 4294967295"),
                arguments(
                        "uint32",
                        "uint32 { gt: 4000000000 }",
                        "4000000001",
                        "5",
                        "found 5; expected more than 4000000000"),
                arguments("fixed32", "fixed32 { not_in: 3 }", "4", "3", "found 3; expected a value that is not 3"),
                arguments(
                        "uint64",
                        "uint64 { lte: 9223372036854775808 }",
                        "9223372036854775808",
                        "18446744073709551615",
                        "found 18446744073709551615; expected at most 9223372036854775808"),
                arguments("fixed64", "fixed64 { gte: 2 }", "2", "1", "found 1; expected at least 2"),
                arguments(
                        "float",
                        "float { gte: 0 lte: 1 }",
                        "0.5",
                        "1.5",
                        "found 1.5; expected at least 0.0 and at most 1.0"),
                arguments("double", "double { gt: 0 }", "0.1", "-1", "found -1.0; expected more than 0.0"),
                arguments("bool", "bool { const: true }", "true", "false", "found false; expected true"),
                arguments("string", "string { len: 3 }", "äöü", "ab", "found 2 characters; expected 3 characters"),
                arguments(
                        "string",
                        "string { min_len: 2 }",
                        "ab",
                        "a",
                        "found 1 character; expected at least 2 characters"),
                arguments(
                        "string",
                        "string { max_len: 2 }",
                        "äö",
                        "abc",
                        "found 3 characters; expected at most 2 characters"),
                arguments("string", "string { len_bytes: 2 }", "ä", "a", "found 1 byte; expected 2 bytes"),
                arguments("string", "string { min_bytes: 2 }", "ä", "\"\"", "found nothing; expected at least 2 bytes"),
                arguments("string", "string { max_bytes: 2 }", "ä", "äa", "found 3 bytes; expected at most 2 bytes"),
                arguments("string", "string { const: 'a' }", "a", "b", "found \"b\"; expected \"a\""),
                arguments(
                        "string",
                        "string { pattern: '^a+$' }",
                        "aa",
                        "ab",
                        "found \"ab\"; expected a string that matches ^a+$"),
                arguments(
                        "string",
                        "string { prefix: '%' suffix: '%' }",
                        "\"%a%\"",
                        "\"%a\"",
                        "found \"%a\"; expected it to end with \"%\""),
                arguments(
                        "string",
                        "string { contains: 'b' }",
                        "abc",
                        "ac",
                        "found \"ac\"; expected it to contain \"b\""),
                arguments(
                        "string",
                        "string { not_contains: 'b' }",
                        "ac",
                        "abc",
                        "found \"abc\"; expected a string without \"b\""),
                arguments(
                        "string", "string { in: 'a' in: 'b' }", "b", "c", "found \"c\"; expected one of \"a\", \"b\""),
                arguments(
                        "string",
                        "string { not_in: 'a' }",
                        "b",
                        "a",
                        "found \"a\"; expected a value that is not \"a\""),
                arguments(
                        "string",
                        "string { email: true }",
                        "a.b@c.example",
                        "a@-",
                        "found \"a@-\"; expected an e-mail address"),
                arguments(
                        "string",
                        "string { hostname: true }",
                        "a-b.example.",
                        "a_b",
                        "found \"a_b\"; expected a host name"),
                arguments(
                        "string", "string { ip: true }", "\"::1\"", "1.2.3", "found \"1.2.3\"; expected an IP address"),
                arguments(
                        "string",
                        "string { ipv4: true }",
                        "10.0.0.1",
                        "10.0.0.01",
                        "found \"10.0.0.01\"; expected an IPv4 address"),
                arguments(
                        "string",
                        "string { ipv6: true }",
                        "\"1::2:3\"",
                        "\"1::2::3\"",
                        "found \"1::2::3\"; expected an IPv6 address"),
                arguments(
                        "string",
                        "string { address: true }",
                        "a.example",
                        "a b",
                        "found \"a b\"; expected a host name or IP address"),
                arguments(
                        "string",
                        "string { uri: true }",
                        "\"https://a/b\"",
                        "/b",
                        "found \"/b\"; expected a URI with a scheme"),
                arguments(
                        "string",
                        "string { uri_ref: true }",
                        "/b",
                        "\"a b\"",
                        "found \"a b\"; expected a URI or a path"),
                arguments(
                        "string",
                        "string { uuid: true }",
                        "123e4567-e89b-12d3-a456-426614174000",
                        "123e4567",
                        "found \"123e4567\"; expected a UUID"),
                arguments(
                        "string",
                        "string { well_known_regex: HTTP_HEADER_NAME }",
                        "x-a",
                        "\"x a\"",
                        "found \"x a\"; expected the name of an HTTP header"),
                arguments(
                        "string",
                        "string { well_known_regex: HTTP_HEADER_NAME }",
                        "\":path\"",
                        "\":\"",
                        "found \":\"; expected the name of an HTTP header"),
                arguments(
                        "string",
                        "string { well_known_regex: HTTP_HEADER_NAME strict: false }",
                        "\"x a\"",
                        "\"x\\n\"",
                        "found \"x \"; expected a header name of one line"),
                arguments(
                        "string",
                        "string { well_known_regex: HTTP_HEADER_VALUE }",
                        "\"a\\tb\"",
                        "\"a\\u0001\"",
                        "found \"a \"; expected a string without control characters"),
                arguments(
                        "string",
                        "string { well_known_regex: HTTP_HEADER_VALUE strict: false }",
                        "\"a\\u0001\"",
                        "\"a\\r\"",
                        "found \"a \"; expected a string of one line"),
                arguments(
                        "string",
                        "string { min_len: 3 ignore_empty: true }",
                        "\"\"",
                        "ab",
                        "found 2 characters; expected at least 3 characters"),
                arguments("bytes", "bytes { len: 2 }", "YWI=", "YQ==", "found 1 byte; expected 2 bytes"),
                arguments(
                        "bytes",
                        "bytes { min_len: 2 max_len: 3 }",
                        "YWI=",
                        "YWJjZA==",
                        "found 4 bytes; expected at most 3 bytes"),
                arguments(
                        "bytes",
                        "bytes { prefix: 'a' }",
                        "YWI=",
                        "Yg==",
                        "found 1 byte; expected it to start with the bytes 61"),
                arguments(
                        "bytes",
                        "bytes { contains: 'b' }",
                        "YWJj",
                        "YWM=",
                        "found 2 bytes; expected it to contain the bytes 62"),
                arguments(
                        "bytes",
                        "bytes { pattern: '^a' }",
                        "YWI=",
                        "Yg==",
                        "found 1 byte; expected a string that matches ^a"),
                arguments(
                        "bytes",
                        "bytes { ip: true }",
                        "AQIDBA==",
                        "AQ==",
                        "found 1 byte; expected an IP address of 4 or 16 bytes"),
                arguments(
                        "bytes",
                        "bytes { ipv4: true }",
                        "AQIDBA==",
                        "AQ==",
                        "found 1 byte; expected an IPv4 address of 4 bytes"),
                arguments(
                        "bytes",
                        "bytes { ipv6: true }",
                        "AQIDBAECAwQBAgMEAQIDBA==",
                        "AQ==",
                        "found 1 byte; expected an IPv6 address of 16 bytes"),
                arguments("enum", "enum { const: 1 }", "B", "C", "found C; expected B"),
                arguments("enum", "enum { in: 1 in: 2 }", "C", "A", "found A; expected one of B, C"),
                arguments("enum", "enum { not_in: 2 }", "A", "C", "found C; expected a value that is not C"),
                arguments(
                        "Duration",
                        "duration { gt { seconds: 1 } lte { seconds: 2 nanos: 500000000 } }",
                        "2.5s",
                        "1s",
                        "found 1s; expected more than 1s and at most 2.5s"),
                arguments("Duration", "duration { const { seconds: 1 } }", "1s", "0.001s", "found 0.001s; expected 1s"),
                arguments(
                        "Duration", "duration { not_in { } }", "1s", "0s", "found 0s; expected a value that is not 0s"),
                arguments(
                        "Timestamp",
                        "timestamp { lt { seconds: 60 } }",
                        "1970-01-01T00:00:59Z",
                        "1970-01-01T00:01:00Z",
                        "found 60s; expected less than 60s"),
                arguments("UInt32Value", "uint32 { lte: 100 }", "100", "101", "found 101; expected at most 100"),
                arguments(
                        "StringValue",
                        "string { min_len: 1 }",
                        "a",
                        "\"\"",
                        "found nothing; expected at least 1 character"),
                arguments("BoolValue", "bool { const: true }", "true", "{value: false}", "found false; expected true"),
                arguments(
                        "repeated string",
                        "repeated { min_items: 2 }",
                        "[a, b]",
                        "[a]",
                        "found 1 item; expected at least 2 items"),
                arguments(
                        "repeated string",
                        "repeated { max_items: 1 }",
                        "[a]",
                        "[a, b]",
                        "found 2 items; expected at most 1 item"),
                arguments(
                        "repeated string",
                        "repeated { min_items: 2 ignore_empty: true }",
                        "[]",
                        "a",
                        "found 1 item; expected at least 2 items"),
                arguments(
                        "map",
                        "map { min_pairs: 1 max_pairs: 2 }",
                        "{a: b}",
                        "{a: b, c: d, e: f}",
                        "found 3 keys; expected 1 to 2 keys"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void rule_isAppliedToWhatIsWritten(String type, String rules, String kept, String broken, String words) {
        var field = RuledField.of(type, rules);

        assertThat(field.violations("f: " + kept)).isEmpty();
        assertThat(field.violations("f: " + broken)).containsExactly("1:4 f: " + words);
    }

    @Test
    void items_haveAPlaceEach() {
        var field = RuledField.of("repeated string", "repeated { items { string { min_len: 2 } } unique: true }");

        assertThat(field.violations("f: [ab, c, [de, f], ab]"))
                .containsExactly(
                        "1:9 f: found 1 character; expected at least 2 characters",
                        "1:17 f: found 1 character; expected at least 2 characters",
                        "1:21 f: \"ab\" is there twice; remove one");
    }

    @Test
    void keysAndValuesOfAMap_haveAPlaceEach() {
        var field = RuledField.of("map", "map { keys { string { max_len: 2 } } values { string { min_len: 1 } } }");

        assertThat(field.violations("f: {ab: c, abc: d, e: \"\"}"))
                .containsExactly(
                        "1:12 key of f: found 3 characters; expected at most 2 characters",
                        "1:23 f[\"e\"]: found nothing; expected at least 1 character");
    }

    @Test
    void any_isAskedForItsType() {
        var url = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router";

        assertThat(RuledField.of("Any", "any { in: '" + url + "' }").violations("f: {\"@type\": " + url + "}"))
                .isEmpty();
        assertThat(RuledField.of("Any", "any { not_in: '" + url + "' }").violations("f: {\"@type\": " + url + "}"))
                .containsExactly("1:4 f: found \"" + url + "\"; expected a type that is not \"" + url + "\"");
        assertThat(RuledField.of("Any", "any { required: true }").violations("{}"))
                .containsExactly("1:1 f is missing; Ruled requires it");
    }

    @Test
    void missingField_isToldAtTheMessage() {
        assertThat(RuledField.of("string", "string { min_len: 1 }").violations("{}"))
                .containsExactly("1:1 f is missing in Ruled; expected at least 1 character");
        assertThat(RuledField.of("repeated string", "repeated { min_items: 1 }").violations("f: null"))
                .containsExactly("1:1 f is missing in Ruled; expected at least 1 item");
        assertThat(RuledField.of("Duration", "duration { required: true gt {} }")
                        .violations("{}"))
                .containsExactly("1:1 f is missing; Ruled requires it");
        assertThat(RuledField.of("message", "message { required: true }").violations("{}"))
                .containsExactly("1:1 f is missing; Ruled requires it");
        assertThat(RuledField.of("UInt32Value", "uint32 { gte: 1 }").violations("{}"))
                .isEmpty();
        assertThat(RuledField.of("enum", "enum { defined_only: true }").violations("{}"))
                .isEmpty();
    }

    @Test
    void oneof_isRequired_andItsFieldsAreAskedOnlyWhereTheyStand() {
        var field = RuledField.of("oneof string", "string { min_len: 2 }");

        assertThat(field.violations("{}")).containsExactly("1:1 Ruled needs one of: other, f");
        assertThat(field.violations("other: x")).isEmpty();
        assertThat(field.violations("f: a"))
                .containsExactly("1:4 f: found 1 character; expected at least 2 characters");
    }

    @Test
    void innerMessage_isAsked_unlessItIsSkipped() {
        assertThat(RuledField.of("message", "").violations("f: {}"))
                .containsExactly("1:4 name is missing in Inner; expected at least 1 character");
        assertThat(RuledField.of("message", "message { skip: true }").violations("f: {}"))
                .isEmpty();
        assertThat(RuledField.of("repeated message", "repeated { items { message { skip: true } } }")
                        .violations("f: [{}]"))
                .isEmpty();
        assertThat(RuledField.violations(KeyValueAppend.getDefaultInstance(), "record: {key: a}\nentry: {key: \"\"}"))
                .isEmpty();
    }

    @Test
    void messageWithoutRules_isNotAsked() {
        assertThat(RuledField.disabled("string", "string { min_len: 1 }").violations("f: \"\""))
                .isEmpty();
    }

    @Test
    void severalViolations_areAllTold_eachAtItsPlace() {
        assertThat(RuledField.violations(Cluster.getDefaultInstance(), """
                        name: a
                        connectTimeout: 0s
                        outlier_detection: {max_ejection_percent: 101}
                        health_checks:
                        - {timeout: 1s, interval: 1s, http_health_check: {path: /}}
                        """))
                .containsExactly(
                        "2:17 connect_timeout: found 0s; expected more than 0s",
                        "3:43 max_ejection_percent: found 101; expected at most 100",
                        "5:3 healthy_threshold is missing; HealthCheck requires it",
                        "5:3 unhealthy_threshold is missing; HealthCheck requires it");
    }

    @Test
    void whatIsInsideAny_isAsked() {
        assertThat(RuledField.violations(Cluster.getDefaultInstance(), """
                        name: a
                        transport_socket:
                          name: tls
                          typed_config:
                            "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                            max_session_keys: 1
                            sni: %s
                        """.formatted("a".repeat(256))))
                .containsExactly("7:10 sni: found 256 bytes; expected at most 255 bytes");
    }

    @Test
    void secret_isNotShown() {
        var violations = RuledField.violations(
                Secret.getDefaultInstance(), "{name: a, tls_certificate: {private_key: {filename: \"\"}}}");

        assertThat(violations).containsExactly("1:53 filename: found a string; expected at least 1 character");
    }

    @Test
    void goodMessages_breakNothing() {
        assertThat(
                        RuledField.violations(
                                HealthCheck.getDefaultInstance(),
                                "{timeout: 1s, interval: 1s, unhealthy_threshold: 1, healthy_threshold: 1, tcp_health_check: {}}"))
                .isEmpty();
        assertThat(
                        RuledField.violations(
                                RouteConfiguration.getDefaultInstance(),
                                "{name: a, virtual_hosts: [{name: a, domains: [\"*\"], routes: [{match: {prefix: /}, route: {cluster: a}}]}]}"))
                .isEmpty();
    }
}
