package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.SourceContext;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.testing.Behaviour;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each type, over every way to ask for it; among them one that only this test knows. */
class EveryTypeTest {
    private static final ResourceType GREETING = ResourceType.of(
            "greeting",
            SourceContext.getDefaultInstance(),
            SourceContext::getFileName,
            ServiceDescriptor.newBuilder("test.GreetingDiscoveryService")
                    .addMethod(method(
                            "StreamGreetings",
                            MethodType.BIDI_STREAMING,
                            DiscoveryRequest.getDefaultInstance(),
                            DiscoveryResponse.getDefaultInstance()))
                    .addMethod(method(
                            "DeltaGreetings",
                            MethodType.BIDI_STREAMING,
                            DeltaDiscoveryRequest.getDefaultInstance(),
                            DeltaDiscoveryResponse.getDefaultInstance()))
                    .addMethod(method(
                            "FetchGreetings",
                            MethodType.UNARY,
                            DiscoveryRequest.getDefaultInstance(),
                            DiscoveryResponse.getDefaultInstance()))
                    .build());

    private static final ResourceTypes TYPES =
            new ResourceTypes(Stream.concat(ResourceTypes.DEFAULT.inOrder().stream(), Stream.of(GREETING))
                    .toList());

    /** How the resource "x" of a type is written, behind its "@type". */
    private static final Map<String, String> WRITTEN = Map.of(
            ResourceTypes.ENDPOINTS.typeUrl(),
            "cluster_name: x",
            ResourceTypes.SCOPED_ROUTES.typeUrl(),
            "name: x, route_configuration_name: x, key: {fragments: {string_key: x}}",
            ResourceTypes.VIRTUAL_HOST.typeUrl(),
            "name: x/x, domains: [x]",
            ResourceTypes.LISTENER.typeUrl(),
            "name: x, default_filter_chain: {}",
            ResourceTypes.EXTENSION_CONFIG.typeUrl(),
            "name: x, typed_config: {\"@type\": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}",
            GREETING.typeUrl(),
            "file_name: x");

    @TempDir
    private Path folder;

    private TestControlPlane control;

    private static <Q extends com.google.protobuf.Message, A extends com.google.protobuf.Message>
            MethodDescriptor<Q, A> method(String name, MethodType kind, Q request, A response) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(kind)
                .setFullMethodName("test.GreetingDiscoveryService/" + name)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
    }

    static List<ResourceType> types() {
        return TYPES.inOrder();
    }

    /** Virtual hosts have a delta service only. */
    static List<ResourceType> typesOfAllTransports() {
        return types().stream().filter(type -> !type.onDemand()).toList();
    }

    private static String nameIn(ResourceType type) {
        return type.owner().isPresent() ? "x/x" : "x";
    }

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder, TYPES, List.of());
        control.publish(TYPES.inOrder().stream()
                .map(type -> "{\"@type\": %s, %s}"
                        .formatted(type.typeUrl(), WRITTEN.getOrDefault(type.typeUrl(), "name: x")))
                .toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        control.close();
    }

    @ParameterizedTest
    @MethodSource("types")
    @Behaviour(76)
    void aggregated_sotw(ResourceType type) {
        var client = new SotwClient(control.channel());
        client.subscribe(type, nameIn(type));
        var response = client.next();

        assertThat(response.getTypeUrl()).isEqualTo(type.typeUrl());
        assertThat(response.getResourcesList()).singleElement().satisfies(any -> assertThat(any.getTypeUrl())
                .isEqualTo(type.typeUrl()));
    }

    @ParameterizedTest
    @MethodSource("types")
    @Behaviour(76)
    void aggregated_delta(ResourceType type) {
        var client = new DeltaClient(control.channel());
        client.subscribe(type, nameIn(type));
        var response = client.next();

        assertThat(response.getResourcesList()).singleElement().satisfies(resource -> {
            assertThat(resource.getName()).isEqualTo(nameIn(type));
            assertThat(resource.getVersion()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("typesOfAllTransports")
    void aggregated_delta_saysWhatThereIsNot(ResourceType type) {
        var client = new DeltaClient(control.channel());
        client.subscribe(type, "x", "nowhere");

        assertThat(client.next().getRemovedResourcesList()).containsExactly("nowhere");
    }

    @ParameterizedTest
    @MethodSource("types")
    void ownService_sotwDeltaAndFetch(ResourceType type) {
        var answers = new TreeMap<String, Integer>();
        for (var method : type.service().getMethods()) {
            var name = String.valueOf(method.getBareMethodName());
            if (name.startsWith("Delta")) {
                var request = DeltaDiscoveryRequest.newBuilder()
                        .setNode(SotwClient.node("n", "edge"))
                        .addResourceNamesSubscribe(nameIn(type));
                answers.put("delta", ((DeltaDiscoveryResponse) ask(method, request.build())).getResourcesCount());
            } else {
                var request = DiscoveryRequest.newBuilder()
                        .setNode(SotwClient.node("n", "edge"))
                        .addResourceNames("x");
                answers.put(
                        method.getType() == MethodType.UNARY ? "fetch" : "sotw",
                        ((DiscoveryResponse) ask(method, request.build())).getResourcesCount());
            }
        }
        assertThat(answers)
                .containsExactlyInAnyOrderEntriesOf(
                        type.onDemand() ? Map.of("delta", 1) : Map.of("delta", 1, "sotw", 1, "fetch", 1));
    }

    @ParameterizedTest
    @MethodSource("typesOfAllTransports")
    void fetch_withoutNames_isAllWhereThatIsAskedByNoNames(ResourceType type) {
        var all = (DiscoveryResponse) ask(
                fetchOf(type),
                DiscoveryRequest.newBuilder()
                        .setNode(SotwClient.node("n", "edge"))
                        .build());

        assertThat(all.getResourcesCount()).isEqualTo(type.wholeState() ? 1 : 0);
        assertThat(all.getVersionInfo()).isNotEmpty();
        assertThat(all.getControlPlane().getIdentifier())
                .isEqualTo(control.views.current().orElseThrow().commit());
    }

    @Test
    @Behaviour(81)
    void fetch_ofSome_hasTheVersionThatAStreamHas() {
        control.publish(staticCluster("a", 1), staticCluster("b", 1));
        var client = new SotwClient(control.channel());
        client.subscribe(ResourceTypes.CLUSTER, "b");
        var streamed = client.next();

        var fetched = (DiscoveryResponse) ask(
                fetchOf(ResourceTypes.CLUSTER),
                DiscoveryRequest.newBuilder()
                        .setNode(SotwClient.node("n", "edge"))
                        .addResourceNames("b")
                        .addResourceNames("nowhere")
                        .build());

        assertThat(fetched.getVersionInfo()).isEqualTo(streamed.getVersionInfo());
        assertThat(fetched.getResourcesList()).isEqualTo(streamed.getResourcesList());
    }

    @Test
    @Behaviour(81)
    void fetch_withoutNode_orOfAnotherType_isRefused() {
        assertThatThrownBy(() -> ask(fetchOf(ResourceTypes.CLUSTER), DiscoveryRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
        assertThatThrownBy(() -> ask(
                        fetchOf(ResourceTypes.CLUSTER),
                        DiscoveryRequest.newBuilder()
                                .setNode(SotwClient.node("n", "edge"))
                                .setTypeUrl(GREETING.typeUrl())
                                .build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining(GREETING.typeUrl());
    }

    @Test
    void fetch_beforeTheFirstRelease_isUnavailable(@TempDir Path empty) {
        try (var nothing = new TestControlPlane(empty)) {
            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                            nothing.channel(),
                            unchecked(fetchOf(ResourceTypes.CLUSTER)),
                            CallOptions.DEFAULT,
                            DiscoveryRequest.newBuilder()
                                    .setNode(SotwClient.node("n", "edge"))
                                    .build()))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        }
    }

    private static MethodDescriptor<?, ?> fetchOf(ResourceType type) {
        return type.service().getMethods().stream()
                .filter(method -> method.getType() == MethodType.UNARY)
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static MethodDescriptor<Object, Object> unchecked(MethodDescriptor<?, ?> method) {
        return (MethodDescriptor<Object, Object>) method;
    }

    /** Returns the first answer to a request. */
    private Object ask(MethodDescriptor<?, ?> method, Object request) {
        if (method.getType() == MethodType.UNARY) {
            return ClientCalls.blockingUnaryCall(control.channel(), unchecked(method), CallOptions.DEFAULT, request);
        }
        Deque<Object> responses = new ArrayDeque<>();
        var errors = new ArrayList<Throwable>();
        var call = control.channel().newCall(unchecked(method), CallOptions.DEFAULT);
        var requests = ClientCalls.asyncBidiStreamingCall(call, new StreamObserver<Object>() {
            @Override
            public void onNext(Object response) {
                responses.add(response);
            }

            @Override
            public void onError(Throwable cause) {
                errors.add(cause);
            }

            @Override
            public void onCompleted() {}
        });
        requests.onNext(request);
        requests.onCompleted();
        assertThat(errors).isEmpty();
        return responses.remove();
    }
}
