package dev.gitvoy.xds.stream;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;

/**
 * A stream in the incremental variant: requests add and take away names; a response holds what changed and what is gone,
 * each resource with a version of its own.
 */
final class DeltaStream extends ClientStream<DeltaDiscoveryRequest> {
    DeltaStream(
            XdsServer server, StreamTypes types, String address, ServerCallStreamObserver<EncodedResponse> responses) {
        super(server, Variant.DELTA, types, address, responses);
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
    boolean refuses(DeltaDiscoveryRequest request) {
        return request.hasErrorDetail();
    }

    @Override
    boolean isOnlyAnAnswer(DeltaDiscoveryRequest request) {
        return !request.getResponseNonce().isEmpty()
                && request.getResourceNamesSubscribeCount() == 0
                && request.getResourceNamesUnsubscribeCount() == 0
                && request.getInitialResourceVersionsCount() == 0;
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
}
