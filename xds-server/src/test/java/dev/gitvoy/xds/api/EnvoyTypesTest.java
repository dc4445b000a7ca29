package dev.gitvoy.xds.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvoyTypesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "envoy.config.cluster.v3.Cluster",
                "envoy.config.route.v3.RouteAction.HashPolicy.Header",
                "envoy.extensions.filters.http.router.v3.Router",
                "envoy.extensions.filters.http.cache_v2.v3.CacheV2Config",
                "envoy.service.discovery.v3.DiscoveryResponse",
                "xds.type.v3.TypedStruct",
                "udpa.type.v1.TypedStruct",
                "google.protobuf.Any",
                "google.protobuf.UInt32Value",
                "google.rpc.Status",
                "cel.expr.ParsedExpr",
                "opentelemetry.proto.common.v1.KeyValue"
            })
    void find_messageOfTheApi_isFoundByNameAndByUrl(String name) {
        assertThat(EnvoyTypes.find(name))
                .hasValueSatisfying(message ->
                        assertThat(message.getDescriptorForType().getFullName()).isEqualTo(name));
        assertThat(EnvoyTypes.find("type.googleapis.com/" + name)).isEqualTo(EnvoyTypes.find(name));
        assertThat(EnvoyTypes.isV2(name)).isFalse();
    }

    @Test
    void find_message_isItsDefaultInstance() {
        assertThat(EnvoyTypes.find("envoy.config.cluster.v3.Cluster")).containsSame(Cluster.getDefaultInstance());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "Cluster",
                "envoy",
                "envoy.config.cluster.v3.cluster",
                "envoy.config.cluster.v3.Clusters",
                "envoy.config.cluster.v3.ClusterProto",
                "envoy.config.cluster.v3.ClusterOrBuilder",
                "envoy.config.cluster.v3.Cluster.Builder",
                "envoy.config.cluster.v3.Cluster$Builder",
                "envoy.config.cluster.v3.Cluster.LbPolicy",
                "envoy.config.cluster.v3..Cluster",
                "java.lang.String",
                "google.protobuf.Message",
                "google.protobuf.GeneratedMessage",
                "google.protobuf.DynamicMessage",
                "google.common.collect.ImmutableList"
            })
    void find_anythingElse_isNotFound(String name) {
        assertThat(EnvoyTypes.find(name)).isEmpty();
        assertThat(EnvoyTypes.isV2(name)).isFalse();
    }

    @Test
    void find_nameOfAMegabyte_isNotFound() {
        assertThat(EnvoyTypes.find("envoy" + ".a".repeat(500_000) + ".A")).isEmpty();
        assertThat(EnvoyTypes.isV2("envoy" + ".a".repeat(500_000) + ".v2.A")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "envoy.api.v2.Cluster",
                "envoy.api.v2.core.Address",
                "envoy.config.filter.http.router.v2.Router",
                "envoy.config.filter.http.jwt_authn.v2alpha.JwtAuthentication",
                "envoy.config.filter.network.mysql_proxy.v1alpha1.MySQLProxy",
                "envoy.type.Percent",
                "envoy.type.matcher.StringMatcher"
            })
    void find_messageOfTheV2Api_isNotFoundThoughItsClassExists(String name) {
        assertThat(EnvoyTypes.isV2("type.googleapis.com/" + name)).isTrue();
        assertThat(EnvoyTypes.find("type.googleapis.com/" + name)).isEmpty();
    }
}
