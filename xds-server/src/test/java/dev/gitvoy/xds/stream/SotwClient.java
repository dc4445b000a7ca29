package dev.gitvoy.xds.stream;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A client of the SotW variant that says exactly what a test wants, one message at a time. */
final class SotwClient {
    private final StreamObserver<DiscoveryRequest> requests;
    private final Deque<DiscoveryResponse> responses = new ArrayDeque<>();
    private final Map<String, DiscoveryResponse> latest = new HashMap<>();
    private final Map<String, List<String>> names = new HashMap<>();
    private final Node node;
    private Optional<io.grpc.Status> end = Optional.empty();
    private boolean introduced;

    SotwClient(Channel channel) {
        this(channel, node("edge-1", "edge"));
    }

    SotwClient(Channel channel, Node node) {
        this.node = node;
        requests = AggregatedDiscoveryServiceGrpc.newStub(channel).streamAggregatedResources(new StreamObserver<>() {
            @Override
            public void onNext(DiscoveryResponse response) {
                responses.add(response);
            }

            @Override
            public void onError(Throwable cause) {
                end = Optional.of(io.grpc.Status.fromThrowable(cause));
            }

            @Override
            public void onCompleted() {
                end = Optional.of(io.grpc.Status.OK);
            }
        });
    }

    static Node node(String id, String cluster) {
        return Node.newBuilder().setId(id).setCluster(cluster).build();
    }

    void send(DiscoveryRequest.Builder request) {
        if (!introduced) {
            request.setNode(node);
            introduced = true;
        }
        requests.onNext(request.build());
    }

    void sendRaw(DiscoveryRequest request) {
        requests.onNext(request);
    }

    /** Asks for names of a type (none for all), answering the latest response of that type if there was one. */
    void subscribe(ResourceType type, String... wanted) {
        names.put(type.typeUrl(), List.of(wanted));
        var request = DiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl()).addAllResourceNames(List.of(wanted));
        var seen = latest.get(type.typeUrl());
        if (seen != null) {
            request.setVersionInfo(seen.getVersionInfo()).setResponseNonce(seen.getNonce());
        }
        send(request);
    }

    /** Takes the oldest response that was not taken yet. */
    DiscoveryResponse next() {
        var response = responses.poll();
        if (response == null) {
            throw new AssertionError("expected a response; the stream "
                    + end.map(status -> "ended: " + status).orElse("is open and silent"));
        }
        latest.put(response.getTypeUrl(), response);
        return response;
    }

    boolean silent() {
        return responses.isEmpty();
    }

    Optional<io.grpc.Status> end() {
        return end;
    }

    void ack(DiscoveryResponse response) {
        send(answer(response).setVersionInfo(response.getVersionInfo()));
    }

    void nack(DiscoveryResponse response, String message) {
        send(answer(response).setErrorDetail(Status.newBuilder().setCode(13).setMessage(message)));
    }

    private DiscoveryRequest.Builder answer(DiscoveryResponse response) {
        return DiscoveryRequest.newBuilder()
                .setTypeUrl(response.getTypeUrl())
                .setResponseNonce(response.getNonce())
                .addAllResourceNames(names.getOrDefault(response.getTypeUrl(), List.of()));
    }

    void halfClose() {
        requests.onCompleted();
    }

    void cancel() {
        requests.onError(io.grpc.Status.CANCELLED.asRuntimeException());
    }

    static Set<String> namesIn(DiscoveryResponse response) {
        var found = new TreeSet<String>();
        response.getResourcesList().forEach(any -> found.add(nameOf(any)));
        return found;
    }

    static String nameOf(Any any) {
        var type = ResourceTypes.DEFAULT.find(any.getTypeUrl()).orElseThrow();
        try {
            return type.nameOf().apply(type.prototype().getParserForType().parseFrom(any.getValue()));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
