package dev.gitvoy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlParser;
import dev.gitvoy.xds.resource.ProtoReader;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource.ApiType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvoyBootstrapTest {
    private static final HostAndPort SERVER = new HostAndPort("127.0.0.1", 18000);

    private static EnvoyBootstrap of(Flavour flavour, String id) {
        return new EnvoyBootstrap(flavour, id, "edge", SERVER, 9901, Optional.empty());
    }

    /** Reads it as Envoy does: every field must be one of the bootstrap. */
    private static Bootstrap read(EnvoyBootstrap bootstrap) {
        List<Problem> problems = new ArrayList<>();
        var documents = new YamlParser(YamlLimits.DEFAULT)
                .parse("envoy.yaml", bootstrap.yaml().getBytes(StandardCharsets.UTF_8), problems::add);
        var read = ProtoReader.read(
                documents.get(0), Bootstrap.getDefaultInstance(), problems::add, (message, places) -> {});
        assertThat(problems).isEmpty();
        return read.orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void everyFlavour_isABootstrap(Flavour flavour) {
        var bootstrap = read(of(flavour, "edge-1"));

        assertThat(bootstrap.getNode().getId()).isEqualTo("edge-1");
        assertThat(bootstrap.getNode().getCluster()).isEqualTo("edge");
        assertThat(bootstrap.getStaticResources().getClusters(0).getName()).isEqualTo("xds");
        assertThat(bootstrap.getDynamicResources().hasCdsConfig()).isTrue();
        assertThat(bootstrap.getDynamicResources().hasLdsConfig()).isTrue();
        assertThat(bootstrap.hasLayeredRuntime()).isFalse();
    }

    @Test
    void flavours_differInHowEnvoyAsks() {
        assertThat(ads(Flavour.ADS_DELTA)).isEqualTo(ApiType.DELTA_GRPC);
        assertThat(ads(Flavour.ADS_SOTW)).isEqualTo(ApiType.GRPC);
        var google =
                read(of(Flavour.ADS_GOOGLE_GRPC, "e")).getDynamicResources().getAdsConfig();
        assertThat(google.getGrpcServices(0).getGoogleGrpc().getTargetUri()).isEqualTo("127.0.0.1:18000");
        assertThat(own(Flavour.SEPARATE)).isEqualTo(ApiType.DELTA_GRPC);
        assertThat(own(Flavour.REST)).isEqualTo(ApiType.REST);
    }

    private static ApiType ads(Flavour flavour) {
        return read(of(flavour, "e")).getDynamicResources().getAdsConfig().getApiType();
    }

    private static ApiType own(Flavour flavour) {
        return read(of(flavour, "e"))
                .getDynamicResources()
                .getCdsConfig()
                .getApiConfigSource()
                .getApiType();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a: b", "{x}", "ünï # c", "@PORT@x", "null"})
    void anyTextOfOneLine_staysWhatItIs(String id) {
        assertThat(read(of(Flavour.ADS_DELTA, id)).getNode().getId()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\u0000b"})
    void otherTexts_areRefused(String id) {
        assertThatThrownBy(() -> of(Flavour.ADS_DELTA, id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for example edge-1");
    }

    @Test
    void aRuntimeLayer_isAskedForByItsName() {
        var bootstrap = read(new EnvoyBootstrap(Flavour.ADS_SOTW, "e", "edge", SERVER, 0, Optional.of("flags")));

        assertThat(bootstrap.getLayeredRuntime().getLayers(0).getRtdsLayer().getName())
                .isEqualTo("flags");
    }

    @Test
    void aHostName_isLookedUp_andAnAddressIsNot() {
        assertThat(type("gitvoy.example:18000")).isEqualTo(Cluster.DiscoveryType.STRICT_DNS);
        assertThat(type("10.0.0.1:18000")).isEqualTo(Cluster.DiscoveryType.STATIC);
        assertThat(type("[::1]:18000")).isEqualTo(Cluster.DiscoveryType.STATIC);
    }

    private static Cluster.DiscoveryType type(String server) {
        return read(new EnvoyBootstrap(Flavour.ADS_DELTA, "e", "edge", HostAndPort.parse(server), 0, Optional.empty()))
                .getStaticResources()
                .getClusters(0)
                .getType();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "x:", ":1", "x:0", "x:65536", "x y:1", "http://x:1", "::1:1"})
    void whatIsNoHostAndPort_isRefused(String text) {
        assertThatThrownBy(() -> HostAndPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HOST:PORT");
    }
}
