package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.ENDPOINTS;
import static dev.gitvoy.xds.resource.ResourceTypes.LISTENER;
import static dev.gitvoy.xds.resource.ResourceTypes.SECRET;
import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.listener;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.gitvoy.xds.client.TypeStatus;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.testing.Behaviour;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientConfig.GenericXdsConfig;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc.ClientStatusDiscoveryServiceBlockingStub;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.envoyproxy.envoy.service.status.v3.ClientStatusResponse;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.envoyproxy.envoy.type.matcher.v3.NodeMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StructMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others can learn of clients: CSDS, and the state behind the admin API. */
class ClientStatusTest {
    @TempDir
    private Path folder;

    private TestControlPlane control;
    private DeltaClient client;

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder);
        client = new DeltaClient(control.channel(), node("edge-1", "gold"));
    }

    @AfterEach
    void stop() {
        control.close();
    }

    private static Node node(String id, String tier) {
        return SotwClient.node(id, "edge").toBuilder()
                .setMetadata(Struct.newBuilder()
                        .putFields(
                                "tier", Value.newBuilder().setStringValue(tier).build()))
                .addExtensions(Extension.newBuilder().setName("envoy.filters.http.router"))
                .build();
    }

    private ClientStatusDiscoveryServiceBlockingStub csds() {
        return ClientStatusDiscoveryServiceGrpc.newBlockingStub(control.channel());
    }

    private ClientStatusResponse ask(NodeMatcher.Builder... matchers) {
        var request = ClientStatusRequest.newBuilder();
        for (var matcher : matchers) {
            request.addNodeMatchers(matcher);
        }
        return csds().fetchClientStatus(request.build());
    }

    private Map<String, ConfigStatus> statuses() {
        var found = new TreeMap<String, ConfigStatus>();
        ask().getConfig(0)
                .getGenericXdsConfigsList()
                .forEach(config -> found.put(config.getName(), config.getConfigStatus()));
        return found;
    }

    private TypeStatus status(ResourceType type) {
        return requireNonNull(control.clients.all().get(0).types().get(type.typeUrl()));
    }

    @Test
    @Behaviour(85)
    void aResource_isNotSent_thenStale_thenSynced() {
        control.publish(staticCluster("a", 1), listener("l", 1), endpoints("e", 1), endpoints("unwanted", 1));
        client.subscribe(CLUSTER);
        var clusters = client.next();
        client.subscribe(LISTENER);
        client.subscribe(ENDPOINTS, "e");
        client.ack(client.next());

        assertThat(statuses())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("a", ConfigStatus.STALE, "l", ConfigStatus.NOT_SENT, "e", ConfigStatus.SYNCED));

        client.ack(clusters);
        client.ack(client.next());
        assertThat(statuses().values()).containsOnly(ConfigStatus.SYNCED);
    }

    @Test
    @Behaviour({25, 85})
    void aRefusedResource_isAnError_withTheClientsWords_thePlace_andTheCommit() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        client.ack(client.next());
        var good = status(CLUSTER).ackedVersion();
        var commit = control.publish(staticCluster("a", 1), staticCluster("bad", 2));
        var response = client.next();

        client.nack(response, "Error adding/updating cluster(s) bad: no");

        var refusal = status(CLUSTER).refusal().orElseThrow();
        assertThat(refusal.message()).contains("cluster(s) bad");
        assertThat(refusal.at()).hasValueSatisfying(at -> {
            assertThat(at.file()).isEqualTo("xds/edge/all.yaml");
            assertThat(at.line()).isEqualTo(3);
        });
        assertThat(refusal.commit()).isEqualTo(commit);
        assertThat(refusal.nonce()).isEqualTo(response.getNonce());
        assertThat(refusal.version()).isNotEqualTo(good);
        assertThat(status(CLUSTER).ackedVersion()).isEqualTo(good);

        GenericXdsConfig config = ask().getConfig(0).getGenericXdsConfigs(1);
        assertThat(config.getConfigStatus()).isEqualTo(ConfigStatus.ERROR);
        assertThat(config.getErrorState().getDetails()).contains("cluster(s) bad");
    }

    @Test
    void aRefusal_isForgotten_onceTheClientHasAllAgain() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        client.nack(client.next(), "a: no");
        assertThat(status(CLUSTER).state()).isEqualTo(TypeStatus.State.NACKED);

        control.publish(staticCluster("a", 2));
        client.ack(client.next());

        assertThat(status(CLUSTER).state()).isEqualTo(TypeStatus.State.ACKED);
        assertThat(status(CLUSTER).refusal()).isEmpty();
    }

    @Test
    void contents_areThere_unlessTheyAreNotWanted_andNeverOfSecrets() {
        control.publish(
                staticCluster("a", 1),
                "{\"@type\": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret, name: s,"
                        + " generic_secret: {secret: {inline_string: hidden}}}");
        client.subscribe(CLUSTER);
        client.subscribe(SECRET, "s");

        var with = ask().getConfig(0);
        assertThat(with.getGenericXdsConfigsList())
                .filteredOn(GenericXdsConfig::hasXdsConfig)
                .extracting(GenericXdsConfig::getName)
                .containsExactly("a");
        assertThat(with.getGenericXdsConfigsList())
                .extracting(GenericXdsConfig::getName)
                .contains("s");

        var without = csds().fetchClientStatus(ClientStatusRequest.newBuilder()
                .setExcludeResourceContents(true)
                .build());
        assertThat(without.getConfig(0).getGenericXdsConfigsList()).noneMatch(GenericXdsConfig::hasXdsConfig);
    }

    @Test
    void matchers_chooseClients() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        var other = new DeltaClient(control.channel(), node("core-2", "silver"));
        other.subscribe(CLUSTER);

        assertThat(ids(ask())).containsExactly("edge-1", "core-2");
        assertThat(ids(ask(id(StringMatcher.newBuilder().setPrefix("core-"))))).containsExactly("core-2");
        assertThat(ids(ask(id(StringMatcher.newBuilder().setExact("EDGE-1").setIgnoreCase(true)))))
                .containsExactly("edge-1");
        assertThat(ids(ask(id(StringMatcher.newBuilder()
                        .setSafeRegex(RegexMatcher.newBuilder().setRegex(".*-[12]"))))))
                .containsExactly("edge-1", "core-2");
        assertThat(ids(ask(tier("silver")))).containsExactly("core-2");
        assertThat(ids(ask(tier("gold"), tier("silver")))).containsExactly("edge-1", "core-2");
        assertThat(ids(ask(tier("gold").setNodeId(StringMatcher.newBuilder().setPrefix("core-")))))
                .isEmpty();
    }

    @Test
    void aMatcherThatMakesNoSense_isRefused() {
        assertThatThrownBy(() -> ask(id(StringMatcher.newBuilder()
                        .setSafeRegex(RegexMatcher.newBuilder().setRegex("(")))))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("regular expression");
    }

    @Test
    void aStream_answersEachRequest() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        List<ClientStatusResponse> responses = new ArrayList<>();
        var requests = ClientStatusDiscoveryServiceGrpc.newStub(control.channel())
                .streamClientStatus(new StreamObserver<ClientStatusResponse>() {
                    @Override
                    public void onNext(ClientStatusResponse response) {
                        responses.add(response);
                    }

                    @Override
                    public void onError(Throwable cause) {}

                    @Override
                    public void onCompleted() {}
                });

        requests.onNext(ClientStatusRequest.getDefaultInstance());
        client.ack(client.next());
        requests.onNext(ClientStatusRequest.getDefaultInstance());

        assertThat(responses)
                .extracting(response ->
                        response.getConfig(0).getGenericXdsConfigs(0).getConfigStatus())
                .containsExactly(ConfigStatus.STALE, ConfigStatus.SYNCED);
    }

    @Test
    void aNode_isKeptWithoutItsListOfExtensions() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);

        assertThat(control.clients.all().get(0).node().getExtensionsList()).isEmpty();
    }

    private static List<String> ids(ClientStatusResponse response) {
        return response.getConfigList().stream()
                .map(ClientConfig::getNode)
                .map(Node::getId)
                .toList();
    }

    private static NodeMatcher.Builder id(StringMatcher.Builder matcher) {
        return NodeMatcher.newBuilder().setNodeId(matcher);
    }

    private static NodeMatcher.Builder tier(String tier) {
        return NodeMatcher.newBuilder()
                .addNodeMetadatas(StructMatcher.newBuilder()
                        .addPath(StructMatcher.PathSegment.newBuilder().setKey("tier"))
                        .setValue(ValueMatcher.newBuilder()
                                .setStringMatch(StringMatcher.newBuilder().setExact(tier))));
    }
}
