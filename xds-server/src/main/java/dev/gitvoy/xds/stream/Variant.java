package dev.gitvoy.xds.stream;

import com.google.protobuf.Any;
import dev.gitvoy.xds.resource.Resource;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The two variants of the protocol: what a response holds, and how it is written. */
public enum Variant {
    /**
     * "State of the world": a response has one version for all its resources. Some types' resources are removed by the client
     * when they are not in a response, so theirs hold everything; the others' hold what changed, and cannot tell a removal.
     */
    SOTW("sotw") {
        @Override
        Step compose(Holding holding, boolean withRemovals) {
            return Sotw.compose(holding, withRemovals, Resource::any);
        }

        @Override
        Step heartbeat(Holding holding) {
            return Sotw.nothing(holding);
        }

        @Override
        byte[] tail(String nonce, String commit) {
            return Sotw.tail(nonce, commit);
        }
    },

    /** The same for a client that reads a resource in its envelope, with a time to live ({@link #WRAPPERS_ARE_READ}). */
    SOTW_WITH_TTL("sotw") {
        @Override
        Step compose(Holding holding, boolean withRemovals) {
            return Sotw.compose(
                    holding,
                    withRemovals,
                    resource -> resource.hasTtl() ? Any.pack(resource.wrapped()) : resource.any());
        }

        @Override
        Step heartbeat(Holding holding) {
            return Sotw.heartbeat(holding);
        }

        @Override
        byte[] tail(String nonce, String commit) {
            return Sotw.tail(nonce, commit);
        }
    },

    /** Incremental: a response holds what changed and what is gone, each resource with a version of its own. */
    DELTA("delta") {
        @Override
        Step compose(Holding holding, boolean withRemovals) {
            var changed = holding.changed();
            var gone = new ArrayList<>(holding.missing());
            if (withRemovals) {
                gone.addAll(holding.removed());
            }
            return new Step(
                    changed, changed, gone, List.of(), holding.told(withRemovals), step -> encode(holding, step));
        }

        private static byte[] encode(Holding holding, Step step) {
            var response = DeltaDiscoveryResponse.newBuilder()
                    .setTypeUrl(holding.subscription().type().typeUrl());
            if (holding.subscription().type().onDemand()) {
                addByAlias(response, holding, step);
            } else {
                step.resources().forEach(resource -> response.addResources(resource.wrapped()));
                response.addAllRemovedResources(step.gone());
            }
            return response.build().toByteArray();
        }

        /** Each resource names the aliases that were asked for; one that nothing has is a resource without a body. */
        private static void addByAlias(DeltaDiscoveryResponse.Builder response, Holding holding, Step step) {
            var asked = holding.askedAs();
            step.resources()
                    .forEach(resource -> response.addResources(resource.wrapped().toBuilder()
                            .addAllAliases(asked.getOrDefault(resource.name(), List.of()))));
            var unknown = Set.copyOf(holding.missing());
            step.gone().forEach(name -> {
                if (unknown.contains(name)) {
                    response.addResources(io.envoyproxy.envoy.service.discovery.v3.Resource.newBuilder()
                            .setName(name)
                            .addAliases(name));
                } else {
                    response.addRemovedResources(name);
                }
            });
        }

        @Override
        Step heartbeat(Holding holding) {
            return new Step(
                    List.of(), List.of(), List.of(), List.of(), holding, step -> DeltaDiscoveryResponse.newBuilder()
                            .setTypeUrl(holding.subscription().type().typeUrl())
                            .addAllResources(holding.heartbeats())
                            .build()
                            .toByteArray());
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

    /** By which a client says so; the documentation of the protocol has one name and its peers have another. */
    static final Set<String> WRAPPERS_ARE_READ =
            Set.of("xds.config.resource-in-sotw", "xds.config.supports-resource-in-sotw");

    private final String protocol;

    Variant(String protocol) {
        this.protocol = protocol;
    }

    @SuppressWarnings("EnumOrdinal") // Of no meaning beyond this process.
    int slot() {
        return ordinal();
    }

    /** For metrics: {@code sotw} or {@code delta}. */
    public String protocol() {
        return protocol;
    }

    /** Says of resources that go with time that they are still there, in the versions that the client has. */
    abstract Step heartbeat(Holding holding);

    /**
     * What clients in a state are to be sent next.
     *
     * @param withRemovals whether resources that are gone are to be removed by it
     */
    abstract Step compose(Holding holding, boolean withRemovals);

    /** What differs from stream to stream and from commit to commit; behind a step's body it makes one message. */
    abstract byte[] tail(String nonce, String commit);
}
