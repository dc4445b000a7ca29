package dev.gitvoy.xds.client;

import com.google.protobuf.Timestamp;
import dev.gitvoy.xds.resource.Redaction;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.view.Views;
import io.envoyproxy.envoy.admin.v3.ClientResourceStatus;
import io.envoyproxy.envoy.admin.v3.UpdateFailureState;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientConfig.GenericXdsConfig;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.envoyproxy.envoy.service.status.v3.ClientStatusResponse;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import java.time.Instant;

/**
 * CSDS: what each connected client was sent, resource by resource, and whether it has taken it, as the server sees it. What a
 * client acknowledges is a response of a type, so the state of a resource is that of its type. Contents are added on request,
 * never those of secrets. Any thread.
 */
public final class ClientStatusService extends ClientStatusDiscoveryServiceGrpc.ClientStatusDiscoveryServiceImplBase {
    /** Resources of all clients together in one answer; a larger one would not fit into a message. */
    static final int MOST_RESOURCES = 100_000;

    /** Of contents; the default limit of a client's messages. */
    private static final int MOST_BYTES = 4 << 20;

    private final Clients clients;
    private final Views views;
    private final ResourceTypes types;

    public ClientStatusService(Clients clients, Views views, ResourceTypes types) {
        this.clients = clients;
        this.views = views;
        this.types = types;
    }

    @Override
    public void fetchClientStatus(ClientStatusRequest request, StreamObserver<ClientStatusResponse> responses) {
        try {
            responses.onNext(answer(request));
            responses.onCompleted();
        } catch (StatusException e) {
            responses.onError(e);
        }
    }

    @Override
    public StreamObserver<ClientStatusRequest> streamClientStatus(StreamObserver<ClientStatusResponse> responses) {
        return new StreamObserver<>() {
            private boolean ended;

            @Override
            public void onNext(ClientStatusRequest request) {
                if (ended) {
                    return;
                }
                try {
                    responses.onNext(answer(request));
                } catch (StatusException e) {
                    ended = true;
                    responses.onError(e);
                }
            }

            @Override
            public void onError(Throwable cause) {
                ended = true;
            }

            @Override
            public void onCompleted() {
                if (!ended) {
                    ended = true;
                    responses.onCompleted();
                }
            }
        };
    }

    /**
     * The clients that match.
     *
     * @throws StatusException when a matcher makes no sense, or the answer would be too large
     */
    public ClientStatusResponse answer(ClientStatusRequest request) throws StatusException {
        var answer = new Answer(!request.getExcludeResourceContents());
        try {
            var wanted = NodeMatchers.any(request.getNodeMatchersList());
            for (var client : clients.all()) {
                if (client.connected() && wanted.test(client.node())) {
                    answer.add(client);
                }
            }
        } catch (IllegalArgumentException e) {
            throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException();
        }
        return answer.response.build();
    }

    /** An answer as it grows. */
    private final class Answer {
        private final ClientStatusResponse.Builder response = ClientStatusResponse.newBuilder();
        private final boolean contents;
        private int resources;
        private long bytes;

        Answer(boolean contents) {
            this.contents = contents;
        }

        void add(Client client) throws StatusException {
            var config = ClientConfig.newBuilder().setNode(client.node());
            var published = views.current();
            if (published.isPresent()) {
                var view = published.get().viewOf(client.node());
                for (var type : types.inOrder()) {
                    var status = client.types().get(type.typeUrl());
                    if (status != null) {
                        for (var resource : view.of(type).resources().values()) {
                            if (status.subscription().test(resource.name())) {
                                add(config, type, status, resource);
                            }
                        }
                    }
                }
            }
            response.addConfig(config);
        }

        private void add(ClientConfig.Builder config, ResourceType type, TypeStatus status, Resource resource)
                throws StatusException {
            var generic = GenericXdsConfig.newBuilder()
                    .setTypeUrl(type.typeUrl())
                    .setName(resource.name())
                    .setVersionInfo(resource.version())
                    .setLastUpdated(timestamp(status.at()))
                    .setConfigStatus(configStatus(status))
                    .setClientStatus(clientStatus(status));
            status.refusal()
                    .ifPresent(refusal -> generic.setErrorState(UpdateFailureState.newBuilder()
                            .setLastUpdateAttempt(timestamp(status.at()))
                            .setDetails(refusal.message())
                            .setVersionInfo(refusal.version())));
            if (contents) {
                bytes += resource.body().size();
                Redaction.of(resource).ifPresent(generic::setXdsConfig);
            }
            if (++resources > MOST_RESOURCES || bytes > MOST_BYTES) {
                throw Status.RESOURCE_EXHAUSTED
                        .withDescription("the answer would be too large; name fewer nodes in node_matchers"
                                + (contents ? ", or set exclude_resource_contents" : ""))
                        .asException();
            }
            config.addGenericXdsConfigs(generic);
        }
    }

    private static ConfigStatus configStatus(TypeStatus status) {
        return switch (status.state()) {
            case ACKED -> ConfigStatus.SYNCED;
            case NACKED -> ConfigStatus.ERROR;
            case PENDING -> status.sent() ? ConfigStatus.STALE : ConfigStatus.NOT_SENT;
            case STALE -> ConfigStatus.UNKNOWN;
        };
    }

    private static ClientResourceStatus clientStatus(TypeStatus status) {
        return switch (status.state()) {
            case ACKED -> ClientResourceStatus.ACKED;
            case NACKED -> ClientResourceStatus.NACKED;
            case PENDING -> ClientResourceStatus.REQUESTED;
            case STALE -> ClientResourceStatus.UNKNOWN;
        };
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
