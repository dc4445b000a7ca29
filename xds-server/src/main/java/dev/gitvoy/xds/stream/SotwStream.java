package dev.gitvoy.xds.stream;

import com.google.protobuf.Any;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.view.TypeView;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stream in the "state of the world" variant: each request lists all names that are wanted; a response has one version for
 * all its resources. Clusters and listeners that are not in a response are removed by the client, so theirs hold everything;
 * those of other types hold what changed.
 */
final class SotwStream extends ClientStream<DiscoveryRequest, DiscoveryResponse> {
    SotwStream(
            XdsServer server,
            long id,
            StreamTypes types,
            String address,
            ServerCallStreamObserver<DiscoveryResponse> responses) {
        super(server, id, types, address, responses);
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
    void announce(DiscoveryRequest request) {
        server().announceRequest(this, request);
    }

    @Override
    void apply(DiscoveryRequest request, TypeState state, boolean firstOfType) {
        if (firstOfType) {
            // A nonce here is from an earlier stream and means nothing on this one.
            if (state.type().wholeState() && request.getResourceNamesCount() == 0) {
                state.claim(request.getVersionInfo());
            }
        } else if (!request.getResponseNonce().isEmpty()) {
            if (!state.isCurrent(request.getResponseNonce())) {
                // Written before the client saw our last response: its answer to that one will say all this again.
                return;
            }
            handleAnswer(
                    state,
                    request.hasErrorDetail()
                            ? Optional.of(request.getErrorDetail().getMessage())
                            : Optional.empty());
        }
        state.subscribeTo(request.getResourceNamesList());
    }

    @Override
    void respond(TypeState state, TypeView view, Pending pending, boolean withRemovals, String commit) {
        var type = state.type();
        if (!type.wholeState()) {
            // The client takes the absence of these for no news; there is no way to tell it more.
            pending.removed().forEach(state::gone);
        }
        boolean removing = type.wholeState() && (withRemovals || !type.removedLast());
        boolean nothingToSay = pending.changed().isEmpty()
                && pending.missing().isEmpty()
                && !pending.firstAnswer()
                && !(removing && !pending.removed().isEmpty());
        if (nothingToSay) {
            return;
        }
        var resources = type.wholeState() ? state.wholeState(view, !removing) : pending.changed();
        var gone = new ArrayList<>(pending.missing());
        if (removing) {
            gone.addAll(pending.removed());
        }

        var nonce = nextNonce();
        state.sending(nonce, resources, gone);
        oweWhatWarms(pending.changed());
        var response = DiscoveryResponse.newBuilder()
                .setTypeUrl(type.typeUrl())
                // Of all that the client holds when it has taken this, so that equal content has an equal version.
                .setVersionInfo(view.versionOf(state.wholeState(view, true)))
                .setNonce(nonce)
                .addAllResources(anys(resources))
                .setControlPlane(ControlPlane.newBuilder().setIdentifier(commit))
                .build();
        server().announceResponse(this, response);
        write(response);
    }

    private static List<Any> anys(List<Resource> resources) {
        return resources.stream().map(Resource::any).toList();
    }
}
