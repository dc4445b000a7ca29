package dev.gitvoy.xds.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * A stream in the "state of the world" variant: each request lists all names that are wanted; a response has one version for
 * all its resources. Clusters and listeners that are not in a response are removed by the client, so theirs hold everything;
 * those of other types hold what changed.
 */
final class SotwStream extends ClientStream<SotwRequest> {
    SotwStream(
            XdsServer server, StreamTypes types, String address, ServerCallStreamObserver<EncodedResponse> responses) {
        super(server, Variant.SOTW, types, address, responses);
    }

    @Override
    Node nodeOf(SotwRequest request) throws InvalidProtocolBufferException {
        return request.node();
    }

    @Override
    String typeUrlOf(SotwRequest request) {
        return request.typeUrl();
    }

    @Override
    boolean refuses(SotwRequest request) {
        return request.error().isPresent();
    }

    @Override
    boolean isOnlyAnAnswer(SotwRequest request) {
        return !request.nonce().isEmpty();
    }

    @Override
    void apply(SotwRequest request, TypeState state, boolean firstOfType) throws InvalidProtocolBufferException {
        if (firstOfType) {
            // A nonce here is from an earlier stream and means nothing on this one.
            if (state.type().wholeState() && !request.hasNames()) {
                state.claim(request.version());
            }
        } else if (state.isCurrent(request.nonce())) {
            handleAnswer(state, request.error());
        }
        // Also those of a request that was written before the client saw our last response: requests do not overtake
        // each other, and not every client says it again (gRPC's does not answer a type that it has just left).
        long sum = request.namesSum();
        if (state.isOtherList(sum, !request.hasNames())) {
            state.subscribeTo(request.names(), sum);
        }
    }
}
