package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.view.TypeView;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A stream in the incremental variant: requests add and take away names; a response holds what changed and what is gone,
 * each resource with a version of its own.
 */
final class DeltaStream extends ClientStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {
    DeltaStream(
            XdsServer server,
            long id,
            StreamTypes types,
            String address,
            ServerCallStreamObserver<DeltaDiscoveryResponse> responses) {
        super(server, id, types, address, responses);
    }

    @Override
    Node nodeOf(DeltaDiscoveryRequest request) {
        return request.getNode();
    }

    @Override
    String typeUrlOf(DeltaDiscoveryRequest request) {
        return request.getTypeUrl();
    }

    @Override
    void announce(DeltaDiscoveryRequest request) {
        server().announceRequest(this, request);
    }

    @Override
    void apply(DeltaDiscoveryRequest request, TypeState state, boolean firstOfType) {
        if (firstOfType) {
            state.begin(request.getResourceNamesSubscribeList(), request.getInitialResourceVersionsMap());
        } else {
            // Unlike in SotW, what a request adds and takes away counts even when its nonce is an old one.
            state.subscribe(request.getResourceNamesSubscribeList());
        }
        state.unsubscribe(request.getResourceNamesUnsubscribeList());
        if (!firstOfType && !request.getResponseNonce().isEmpty() && state.isCurrent(request.getResponseNonce())) {
            handleAnswer(
                    state,
                    request.hasErrorDetail()
                            ? Optional.of(request.getErrorDetail().getMessage())
                            : Optional.empty());
        }
    }

    @Override
    void respond(TypeState state, TypeView view, Pending pending, boolean withRemovals, String commit) {
        var type = state.type();
        var gone = new ArrayList<>(pending.missing());
        if (withRemovals || !type.removedLast()) {
            gone.addAll(pending.removed());
        }
        if (pending.changed().isEmpty() && gone.isEmpty() && !pending.firstAnswer()) {
            return;
        }

        var nonce = nextNonce();
        state.sending(nonce, pending.changed(), gone);
        oweWhatWarms(pending.changed());
        var response = DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(type.typeUrl())
                .setSystemVersionInfo(commit)
                .setNonce(nonce)
                .addAllResources(
                        pending.changed().stream().map(Resource::wrapped).toList())
                .addAllRemovedResources(gone)
                .setControlPlane(ControlPlane.newBuilder().setIdentifier(commit))
                .build();
        server().announceResponse(this, response);
        write(response);
    }
}
