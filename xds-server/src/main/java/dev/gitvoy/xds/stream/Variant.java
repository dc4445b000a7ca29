package dev.gitvoy.xds.stream;

import com.google.protobuf.Any;
import dev.gitvoy.xds.resource.Resource;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.ArrayList;
import java.util.List;

/** The two variants of the protocol: what a response holds, and how it is written. */
public enum Variant {
    /**
     * "State of the world": a response has one version for all its resources. Some types' resources are removed by the client
     * when they are not in a response, so theirs hold everything; the others' hold what changed, and cannot tell a removal.
     */
    SOTW {
        @Override
        Step compose(Holding holding, boolean withRemovals) {
            var changed = holding.changed();
            var gone = new ArrayList<>(holding.missing());
            if (!holding.subscription().type().wholeState()) {
                return new Step(
                        changed, changed, gone, holding.removed(), holding.told(true), step -> encode(holding, step));
            }
            if (withRemovals) {
                gone.addAll(holding.removed());
            }
            var whole = withRemovals ? holding.subscription().select(holding.view()) : holding.wholeWithRetained();
            return new Step(whole, changed, gone, List.of(), holding.told(withRemovals), step -> encode(holding, step));
        }

        /** The version is of all that the client holds when it has taken this, so that equal content has an equal one. */
        private static byte[] encode(Holding holding, Step step) {
            var type = holding.subscription().type();
            var held = type.wholeState()
                    ? step.resources()
                    : holding.subscription().select(holding.view());
            return DiscoveryResponse.newBuilder()
                    .setTypeUrl(type.typeUrl())
                    .setVersionInfo(holding.view().versionOf(held))
                    .addAllResources(anys(step.resources()))
                    .build()
                    .toByteArray();
        }

        private static List<Any> anys(List<Resource> resources) {
            return resources.stream().map(Resource::any).toList();
        }

        @Override
        byte[] tail(String nonce, String commit) {
            return DiscoveryResponse.newBuilder()
                    .setNonce(nonce)
                    .setControlPlane(ControlPlane.newBuilder().setIdentifier(commit))
                    .build()
                    .toByteArray();
        }
    },

    /** Incremental: a response holds what changed and what is gone, each resource with a version of its own. */
    DELTA {
        @Override
        Step compose(Holding holding, boolean withRemovals) {
            var changed = holding.changed();
            var gone = new ArrayList<>(holding.missing());
            if (withRemovals) {
                gone.addAll(holding.removed());
            }
            var typeUrl = holding.subscription().type().typeUrl();
            return new Step(
                    changed, changed, gone, List.of(), holding.told(withRemovals), step -> encode(typeUrl, step));
        }

        private static byte[] encode(String typeUrl, Step step) {
            return DeltaDiscoveryResponse.newBuilder()
                    .setTypeUrl(typeUrl)
                    .addAllResources(
                            step.resources().stream().map(Resource::wrapped).toList())
                    .addAllRemovedResources(step.gone())
                    .build()
                    .toByteArray();
        }

        @Override
        byte[] tail(String nonce, String commit) {
            return DeltaDiscoveryResponse.newBuilder()
                    .setSystemVersionInfo(commit)
                    .setNonce(nonce)
                    .setControlPlane(ControlPlane.newBuilder().setIdentifier(commit))
                    .build()
                    .toByteArray();
        }
    };

    /**
     * What clients in a state are to be sent next.
     *
     * @param withRemovals whether resources that are gone are to be removed by it
     */
    abstract Step compose(Holding holding, boolean withRemovals);

    /** What differs from stream to stream and from commit to commit; behind a step's body it makes one message. */
    abstract byte[] tail(String nonce, String commit);
}
