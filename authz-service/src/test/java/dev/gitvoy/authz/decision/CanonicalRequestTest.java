package dev.gitvoy.authz.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalRequestTest {
    private static AttributeContext.HttpRequest.Builder http() {
        return AttributeContext.HttpRequest.newBuilder()
                .setMethod("GET")
                .setHost("api.example.com")
                .setPath("/");
    }

    private static CanonicalRequest of(AttributeContext.HttpRequest.Builder http) throws RefusedRequestException {
        return CanonicalRequest.of(AttributeContext.newBuilder()
                .setRequest(AttributeContext.Request.newBuilder().setHttp(http))
                .build());
    }

    @ParameterizedTest
    @CsvSource({
        "/,/",
        "/a/b,/a/b",
        "/a/b/?q=/../%2f,/a/b",
        "/%61dmin,/admin",
        "/%7Euser,/~user",
        "/a%20b,/a%20b",
        "/%e2%82%ac,/%E2%82%AC",
        "/a:b@c,/a:b@c",
        "/v1/orders%3aexport,/v1/orders:export",
        "/%40%7c%7B,/@|{",
        "/a%7Cb,/a|b",
        "/a|b,/a|b"
    })
    void path_isInOneForm(String path, String expected) throws RefusedRequestException {
        assertThat(of(http().setPath(path)).path()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "*",
                "http://h/a",
                "//a",
                "//",
                "/a//",
                "/p/%ff",
                "/public/%c0%ae%c0%ae%c0%afadmin",
                "/%c2%85",
                "/%ed%a0%80",
                "/a//b",
                "/a/./b",
                "/a/../b",
                "/..",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/a%00",
                "/%2e%2e/a",
                "/.%2e/a",
                "/%252fa",
                "/a;x=1",
                "/a%3bx",
                "/a#b",
                "/a b",
                "/a\tb",
                "/ä",
                "/a%",
                "/a%4",
                "/a%zz",
                "/a%23",
                "/a%3f",
                "/*",
                "/a%7f",
                "/a?\u0001"
            })
    void path_thatMayBeReadOtherwise_isRefused(String path) {
        assertThatThrownBy(() -> of(http().setPath(path)))
                .isInstanceOfSatisfying(RefusedRequestException.class, e -> assertThat(e.reason())
                        .isEqualTo("path"));
    }

    @Test
    void path_tooLongOrTooDeep_isRefused() {
        assertThatThrownBy(() -> of(http().setPath("/" + "a".repeat(9_000))))
                .isInstanceOf(RefusedRequestException.class);
        assertThatThrownBy(() -> of(http().setPath("/a".repeat(65)))).isInstanceOf(RefusedRequestException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "API.Example.COM,api.example.com",
        "api.example.com:8443,api.example.com",
        "127.0.0.1:80,127.0.0.1",
        "[::1]:80,[::1]",
        "[FE80::1],[fe80::1]"
    })
    void host_isInOneForm(String host, String expected) throws RefusedRequestException {
        assertThat(of(http().setHost(host)).host()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ":80",
                "a:b",
                "a b",
                "a..b",
                "[::1",
                "[::1]x",
                "a:80:80",
                "user@host",
                "ä.example",
                "api.\u212Aey.com",
                "api.example.com.",
                "api.example.com.:80",
                "[whatever!.x]"
            })
    void host_thatIsOdd_isRefused(String host) {
        assertThatThrownBy(() -> of(http().setHost(host)))
                .isInstanceOfSatisfying(RefusedRequestException.class, e -> assertThat(e.reason())
                        .isEqualTo("host"));
    }

    @Test
    void methodOrHttpMissing_isRefused() {
        assertThatThrownBy(() -> of(http().setMethod(""))).isInstanceOf(RefusedRequestException.class);
        assertThatThrownBy(() -> of(http().setMethod("get"))).isInstanceOf(RefusedRequestException.class);
        assertThatThrownBy(() -> CanonicalRequest.of(AttributeContext.getDefaultInstance()))
                .isInstanceOf(RefusedRequestException.class);
    }

    @Test
    void headers_ofBothForms_areRead() throws RefusedRequestException {
        assertThat(of(http().putHeaders("x-a", "1")).header("X-A")).isEqualTo("1");
        assertThat(of(lines("x-a", "1")).header("x-a")).isEqualTo("1");
        assertThat(of(http()).header("x-a")).isEmpty();
        assertThat(of(lines("x-a", "1")).single("x-a")).contains("1");
        assertThat(of(lines("x-a", "1", "X-A", "2")).header("x-a"))
                .as("as Envoy joins them, so that several never look like one")
                .isEqualTo("1,2");
        assertThat(of(http().putHeaders("x-a", "1").putHeaders("x_b", "2")).headerNames())
                .contains("x-a", "x_b");
        assertThat(of(http()).single("x-a")).isEmpty();
    }

    @Test
    void credentials_thatAreSeveral_areRefused() throws RefusedRequestException {
        var joined = of(http().putHeaders("x-api-key", "a,b"));
        assertThatThrownBy(() -> joined.single("x-api-key")).isInstanceOf(RefusedRequestException.class);
        var twice = of(lines("x-api-key", "a", "X-Api-Key", "a"));
        assertThatThrownBy(() -> twice.single("x-api-key")).isInstanceOf(RefusedRequestException.class);
    }

    private static AttributeContext.HttpRequest.Builder lines(String... headers) {
        var map = HeaderMap.newBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            map.addHeaders(
                    HeaderValue.newBuilder().setKey(headers[i]).setRawValue(ByteString.copyFromUtf8(headers[i + 1])));
        }
        return http().setHeaderMap(map);
    }
}
