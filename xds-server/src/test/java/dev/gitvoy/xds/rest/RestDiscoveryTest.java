package dev.gitvoy.xds.rest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.api.NewerApi;
import dev.gitvoy.xds.client.ClientStatusService;
import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.stream.Fetch;
import dev.gitvoy.xds.testing.Behaviour;
import dev.gitvoy.xds.testing.Releases;
import dev.gitvoy.xds.view.Views;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestDiscoveryTest {
    private static final String CLUSTERS = "/v3/discovery:clusters";
    private static final String NODE = "\"node\": {\"id\": \"n\", \"cluster\": \"edge\"}";

    private final Views views = new Views();
    private final Clients clients = new Clients();
    private final RestDiscovery rest = new RestDiscovery(
            ResourceTypes.DEFAULT,
            new Fetch(views),
            new ClientStatusService(clients, views, ResourceTypes.DEFAULT),
            EnvoyApi.BUILT_IN);

    private void publish(String yaml) {
        views.onRelease(Releases.of("xds/edge/all.yaml", yaml));
    }

    private static DiscoveryResponse read(RestDiscovery.Answer answer) throws InvalidProtocolBufferException {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        var response = DiscoveryResponse.newBuilder();
        com.google.protobuf.util.JsonFormat.parser()
                .usingTypeRegistry(com.google.protobuf.TypeRegistry.newBuilder()
                        .add(io.envoyproxy.envoy.config.cluster.v3.Cluster.getDescriptor())
                        .add(io.envoyproxy.envoy.config.listener.v3.Listener.getDescriptor())
                        .add(io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.getDescriptor())
                        .build())
                .merge(answer.body(), response);
        return response.build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clusters",
                "endpoints",
                "listeners",
                "routes",
                "scoped-routes",
                "secrets",
                "runtime",
                "extension_configs"
            })
    @Behaviour({77, 79})
    void everyType_hasThePathOfItsProto_andAnEmptySetIsAnAnswer(String path) throws InvalidProtocolBufferException {
        publish("resources: []");

        var answer = read(rest.answer("POST", "/v3/discovery:" + path, "{" + NODE + "}"));

        assertThat(answer.getResourcesList()).isEmpty();
        assertThat(answer.getVersionInfo()).isNotEmpty();
    }

    @Test
    void resources_areJson_withWhatIsInThem() throws InvalidProtocolBufferException {
        publish("""
                static_resources:
                  listeners:
                    name: l
                    filter_chains:
                      filters:
                        name: tcp
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                          stat_prefix: inner
                          cluster: a
                  clusters: {name: a, connect_timeout: 1s}
                """);

        var answer = rest.answer("POST", "/v3/discovery:listeners", "{" + NODE + "}");

        assertThat(answer.body()).contains("\"stat_prefix\":\"inner\"");
        var view = views.current().orElseThrow().viewOf("edge").of(ResourceTypes.LISTENER);
        assertThat(read(answer).getResourcesList())
                .containsExactly(requireNonNull(view.find("l")).any());
    }

    @Test
    void newerFields_areWrittenToo() {
        var api = NewerApi.with(NewerApi.newerCluster(), NewerApi.newerOutliers());
        var status = new ClientStatusService(clients, views, ResourceTypes.DEFAULT);
        var newer = new RestDiscovery(ResourceTypes.DEFAULT, new Fetch(views), status, api);
        views.onRelease(Releases.of("xds/edge/all.yaml", """
                static_resources:
                  clusters:
                    name: a
                    new_text: hello
                    typed_extension_protocol_options:
                      o: {"@type": type.googleapis.com/envoy.config.cluster.v3.OutlierDetection, new_flag: true}
                      t:
                        "@type": type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig
                        name: t
                        typed_config: {"@type": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: b, new_text: inner}
                """, api));

        var answer = newer.answer("POST", CLUSTERS, "{" + NODE + "}");

        assertThat(answer.body()).contains("\"new_text\":\"hello\"", "\"new_flag\":true", "\"new_text\":\"inner\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resource_names", "resourceNames"})
    @Behaviour(78)
    void bothSpellings_areRead_andUnknownFieldsPassedOver(String names) throws InvalidProtocolBufferException {
        publish("static_resources: {clusters: [{name: a}, {name: b}]}");

        var answer = read(rest.answer("POST", CLUSTERS, "{" + NODE + ", \"" + names + "\": [\"b\"], \"of_2040\": 1}"));

        assertThat(answer.getResourcesCount()).isEqualTo(1);
    }

    @Test
    @Behaviour(79)
    void theSameVersion_isNotModified_andAnotherIsSent() throws InvalidProtocolBufferException {
        publish("static_resources: {clusters: {name: a}}");
        var version = read(rest.answer("POST", CLUSTERS, "{" + NODE + "}")).getVersionInfo();

        var again = rest.answer("POST", CLUSTERS, "{" + NODE + ", \"version_info\": \"" + version + "\"}");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();

        publish("static_resources: {clusters: {name: a, connect_timeout: 1s}}");
        var changed = rest.answer("POST", CLUSTERS, "{" + NODE + ", \"version_info\": \"" + version + "\"}");
        assertThat(read(changed).getVersionInfo()).isNotEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /v3/discovery:clusters | {                                | 400 | JSON",
                "POST | /v3/discovery:clusters | []                               | 400 | JSON",
                "POST | /v3/discovery:clusters | {\"node\": 7}                    | 400 | JSON",
                "POST | /v3/discovery:clusters | {}                               | 400 | node",
                "POST | /v3/discovery:clusters | {\"node\": {\"id\": \"n\"}, \"type_url\": \"x\"} | 400 | type_url",
                "GET  | /v3/discovery:clusters | {}                               | 405 | POST",
                "POST | /v3/discovery:nothing  | {}                               | 404 | /v3/discovery:clusters",
                "POST | /v2/discovery:clusters | {}                               | 404 | v3",
            })
    @Behaviour(80)
    void whatIsWrong_isSaid(String method, String path, String body, int status, String sentence) {
        publish("resources: []");

        var answer = rest.answer(method, path, body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(sentence);
    }

    @Test
    void beforeTheFirstRelease_itIsUnavailable_soThatAClientKeepsWhatItHas() {
        assertThat(rest.answer("POST", CLUSTERS, "{" + NODE + "}").status()).isEqualTo(503);
    }

    @Test
    void clientStatus_isAnsweredToo() {
        publish("resources: []");
        clients.opened(
                io.envoyproxy.envoy.config.core.v3.Node.newBuilder().setId("n7").build(), "");

        var answer = rest.answer("POST", "/v3/discovery:client_status", "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"n7\"");
    }
}
