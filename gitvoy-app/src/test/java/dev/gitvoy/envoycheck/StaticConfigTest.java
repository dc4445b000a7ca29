package dev.gitvoy.envoycheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How resources are wrapped; nothing runs. */
class StaticConfigTest {
    @Test
    void with_edsCluster_hasItsEndpointsAndTheName() {
        var cluster = cluster(config(Samples.FINE, all -> true), "api");

        assertThat(cluster.getType()).isEqualTo(Cluster.DiscoveryType.STATIC);
        assertThat(cluster.hasEdsClusterConfig()).isFalse();
        assertThat(cluster.getLoadAssignment().getClusterName()).isEqualTo("api");
        assertThat(cluster.getLoadAssignment().getEndpointsCount()).isEqualTo(1);
    }

    @Test
    void with_edsClusterWithoutItsEndpoints_isStillThere() {
        var cluster = cluster(config(Samples.FINE, each -> !each.type().equals(ResourceTypes.ENDPOINTS)), "api");

        assertThat(cluster.getType()).isEqualTo(Cluster.DiscoveryType.STATIC);
        assertThat(cluster.getLoadAssignment().getEndpointsCount()).isZero();
    }

    @Test
    void with_clusterLeftOut_leavesAStandInForThoseWhoNameIt() {
        var config = config(Samples.FINE, each -> !each.name().equals("api"));

        assertThat(cluster(config, "api")).isEqualTo(StandIns.cluster("api"));
    }

    @Test
    void with_clusterOfTheBootstrap_isStoodInFor() {
        assertThat(cluster(config(Samples.FINE, all -> true), "of-the-bootstrap")
                        .getName())
                .isEqualTo("of-the-bootstrap");
    }

    @Test
    void with_namesToLookUp_areAddressesAndTheTypeStays() {
        var cluster = cluster(config(Samples.FINE, all -> true), "dns");

        assertThat(cluster.getType()).isEqualTo(Cluster.DiscoveryType.STRICT_DNS);
        assertThat(cluster.getLoadAssignment().toString()).contains("192.0.2.1").doesNotContain("upstream.example");
    }

    @Test
    void with_listener_holdsTableVirtualHostsAndFilter() {
        var manager = manager(config(Samples.FINE, all -> true), "web");

        assertThat(manager.getRouteConfig().getVirtualHostsList())
                .extracting(host -> host.getName())
                .containsExactly("all", "web/shop");
        assertThat(manager.getRouteConfig().hasVhds()).isFalse();
        assertThat(manager.getRouteConfig().hasValidateClusters()).isTrue();
        assertThat(manager.getRouteConfig().getValidateClusters().getValue()).isFalse();
        assertThat(manager.getHttpFilters(0).getTypedConfig().getTypeUrl()).endsWith(".lua.v3.Lua");
    }

    @Test
    void with_partsLeftOut_hasHarmlessOnes() {
        var manager = manager(config(Samples.FINE, each -> each.type().equals(ResourceTypes.LISTENER)), "web");

        assertThat(manager.getRouteConfig().getName()).isEqualTo("web");
        assertThat(manager.getRouteConfig().getVirtualHostsList()).isEmpty();
        assertThat(manager.getHttpFiltersList())
                .extracting(HttpFilter::hasTypedConfig)
                .containsOnly(true);
    }

    @Test
    void with_scopedRoutes_holdsTheScopesAndTheirTables() {
        var scopes = manager(config(Samples.FINE, all -> true), "scoped")
                .getScopedRoutes()
                .getScopedRouteConfigurationsList()
                .getScopedRouteConfigurationsList();

        assertThat(scopes).singleElement().satisfies(scope -> {
            assertThat(scope.getName()).isEqualTo("one");
            assertThat(scope.getRouteConfiguration().getVirtualHostsCount()).isEqualTo(2);
        });
    }

    @Test
    void with_whatNothingRefersTo_isPutWhereEnvoyLooks() {
        var config = config(Samples.UNKNOWN_PREDICATE, all -> true);

        assertThat(manager(config, "gitvoy: retried").getRouteConfig().getVirtualHostsCount())
                .isEqualTo(1);
        assertThat(cluster(config(Samples.FINE, all -> true), "gitvoy: unused")
                        .getLoadAssignment()
                        .getEndpointsCount())
                .isEqualTo(1);
    }

    @Test
    void with_runtime_isAStaticLayer() {
        assertThat(config(Samples.FINE, all -> true).getLayeredRuntime().getLayersList())
                .extracting(layer -> layer.getName())
                .containsExactly("rtds");
    }

    @Test
    void prepared_sourcesElsewhere_areSaid() {
        var files = Compiled.of("xds/edge/a.yaml", """
                resources:
                - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                  name: api
                  type: EDS
                  eds_cluster_config: {eds_config: {path_config_source: {path: /etc/eds.yaml}}}
                """);
        var resource = Snapshot.of(files.artifact()).get(0).inOrder().get(0);

        assertThat(Prepared.of(resource).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "xds/edge/a.yaml:2:3: the cluster \"api\": Envoy is not asked about its endpoints, which"
                                + " comes from another source");
        assertThat(cluster(config(files, all -> true), "api").getType()).isEqualTo(Cluster.DiscoveryType.STATIC);
    }

    @Test
    void prepared_encryptedValues_areNotJudged() {
        var secret = Secret.newBuilder().setName("server");
        secret.getTlsCertificateBuilder().getCertificateChainBuilder().setInlineString("-----BEGIN CERTIFICATE-----");
        secret.getTlsCertificateBuilder()
                .getPrivateKeyBuilder()
                .setInlineString("ENC[AES256_GCM,data:QQ==,iv:QQ==,tag:QQ==,type:str]");
        var authority = Secret.newBuilder().setName("authority");
        authority
                .getValidationContextBuilder()
                .getTrustedCaBuilder()
                .setInlineString("ENC[AES256_GCM,data:QQ==,iv:QQ==,tag:QQ==,type:str]");
        var place = Location.startOf("xds/edge/tls.sops.yaml");

        var pair = Prepared.of(Resource.of(ResourceTypes.SECRET, secret.build(), place));
        var ca = Prepared.of(Resource.of(ResourceTypes.SECRET, authority.build(), place));

        assertThat(pair.problems())
                .extracting(problem -> problem.code() + " " + problem.message())
                .containsExactly(
                        "envoy-unchecked the secret \"server\": Envoy is not asked about the private key: it is encrypted");
        assertThat(ca.message().toString()).contains("BEGIN CERTIFICATE").doesNotContain("ENC[");
    }

    /** Fields of a newer API reach Envoy, in a resource and in what is inside an {@code Any}. */
    @Test
    void with_fieldsThatWeDoNotKnow_keepsThem() throws InvalidProtocolBufferException {
        var unknown = UnknownFieldSet.newBuilder()
                .addField(
                        9999,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                .build())
                .build();
        var listener = Listener.newBuilder().setName("web").setUnknownFields(unknown);
        listener.addFilterChainsBuilder()
                .addFiltersBuilder()
                .setName("hcm")
                .setTypedConfig(Any.pack(HttpConnectionManager.newBuilder()
                        .setStatPrefix("web")
                        .setUnknownFields(unknown)
                        .build()));
        var resource = Resource.of(ResourceTypes.LISTENER, listener.build(), Location.startOf("xds/edge/a.yaml"));
        var snapshot = new Snapshot("edge", Map.of(ResourceTypes.LISTENER, Map.of("web", resource)));

        var config = Bootstrap.parseFrom(new StaticConfig(snapshot, Map.of(resource, Prepared.of(resource)))
                .with(List.of(resource))
                .toByteString());

        assertThat(config.getStaticResources().getListeners(0).getUnknownFields())
                .isEqualTo(unknown);
        assertThat(manager(config, "web").getUnknownFields()).isEqualTo(unknown);
    }

    private static Bootstrap config(String file, Predicate<Resource> live) {
        return config(Compiled.of("xds/edge/a.yaml", file), live);
    }

    private static Bootstrap config(Compiled files, Predicate<Resource> live) {
        var snapshot = Snapshot.of(files.artifact()).get(0);
        var prepared = new HashMap<Resource, Prepared>();
        snapshot.inOrder().forEach(resource -> prepared.put(resource, Prepared.of(resource)));
        return new StaticConfig(snapshot, prepared)
                .with(snapshot.inOrder().stream().filter(live).toList());
    }

    private static Cluster cluster(Bootstrap config, String name) {
        return config.getStaticResources().getClustersList().stream()
                .filter(cluster -> cluster.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static HttpConnectionManager manager(Bootstrap config, String listener) {
        return config.getStaticResources().getListenersList().stream()
                .filter(each -> each.getName().equals(listener))
                .map(each -> each.getFilterChains(0).getFilters(0).getTypedConfig())
                .map(any -> unpack(any, HttpConnectionManager.class))
                .findFirst()
                .orElseThrow();
    }

    private static <M extends Message> M unpack(Any any, Class<M> type) {
        try {
            return any.unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
