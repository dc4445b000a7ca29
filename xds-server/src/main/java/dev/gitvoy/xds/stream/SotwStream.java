package dev.gitvoy.xds.stream;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;

/**
 * A stream in the "state of the world" variant: each request lists all names that are wanted; a response has one version for
 * all its resources. Clusters and listeners that are not in a response are removed by the client, so theirs hold everything;
 * those of other types hold what changed.
 */
final class SotwStream extends ClientStream<DiscoveryRequest> {
    SotwStream(
            XdsServer server, StreamTypes types, String address, ServerCallStreamObserver<EncodedResponse> responses) {
        super(server, Variant.SOTW, types, address, responses);
    }

    @Override
    Node nodeOf(DiscoveryRequest request) {
        return request.getNode();
    }

    @Override
    String typeUrlOf(DiscoveryRequest request) {
        return request.getTypeUrl();
    }

    @Override
    boolean refuses(DiscoveryRequest request) {
        return request.hasErrorDetail();
    }

    @Override
    boolean isOnlyAnAnswer(DiscoveryRequest request) {
        return !request.getResponseNonce().isEmpty();
    }

    @Override
    void apply(DiscoveryRequest request, TypeState state, boolean firstOfType) {
        if (firstOfType) {
            // A nonce here is from an earlier stream and means nothing on this one.
            if (state.type().wholeState() && request.getResourceNamesCount() == 0) {
                state.claim(request.getVersionInfo());
            }
        } else if (state.isCurrent(request.getResponseNonce())) {
            handleAnswer(
                    state,
                    request.hasErrorDetail()
                            ? Optional.of(request.getErrorDetail().getMessage())
                            : Optional.empty());
        }
        // Also those of a request that was written before the client saw our last response: requests do not overtake
        // each
        // other, and not every client says it again (gRPC's does not answer a type that it has just left).
        state.subscribeTo(request.getResourceNamesList());
    }
}
