package dev.gitvoy.xds.stream;

import com.google.rpc.Status;
import dev.gitvoy.xds.resource.ResourceType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A client of the delta variant that says exactly what a test wants, one message at a time. */
final class DeltaClient {
    private final StreamObserver<DeltaDiscoveryRequest> requests;
    private final Deque<DeltaDiscoveryResponse> responses = new ArrayDeque<>();
    private final Node node;
    private Optional<io.grpc.Status> end = Optional.empty();
    private boolean introduced;

    DeltaClient(Channel channel) {
        this(channel, SotwClient.node("edge-1", "edge"));
    }

    DeltaClient(Channel channel, Node node) {
        this.node = node;
        requests = AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(new StreamObserver<>() {
            @Override
            public void onNext(DeltaDiscoveryResponse response) {
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

    void send(DeltaDiscoveryRequest.Builder request) {
        if (!introduced) {
            request.setNode(node);
            introduced = true;
        }
        requests.onNext(request.build());
    }

    void subscribe(ResourceType type, String... names) {
        send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(type.typeUrl())
                .addAllResourceNamesSubscribe(List.of(names)));
    }

    void unsubscribe(ResourceType type, String... names) {
        send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(type.typeUrl())
                .addAllResourceNamesUnsubscribe(List.of(names)));
    }

    DeltaDiscoveryResponse next() {
        var response = responses.poll();
        if (response == null) {
            throw new AssertionError("expected a response; the stream "
                    + end.map(status -> "ended: " + status).orElse("is open and silent"));
        }
        return response;
    }

    boolean silent() {
        return responses.isEmpty();
    }

    Optional<io.grpc.Status> end() {
        return end;
    }

    void ack(DeltaDiscoveryResponse response) {
        send(answer(response));
    }

    void nack(DeltaDiscoveryResponse response, String message) {
        send(answer(response).setErrorDetail(Status.newBuilder().setCode(13).setMessage(message)));
    }

    private static DeltaDiscoveryRequest.Builder answer(DeltaDiscoveryResponse response) {
        return DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(response.getTypeUrl())
                .setResponseNonce(response.getNonce());
    }

    void cancel() {
        requests.onError(io.grpc.Status.CANCELLED.asRuntimeException());
    }

    static Set<String> namesIn(DeltaDiscoveryResponse response) {
        var found = new TreeSet<String>();
        response.getResourcesList().stream().map(Resource::getName).forEach(found::add);
        return found;
    }
}
