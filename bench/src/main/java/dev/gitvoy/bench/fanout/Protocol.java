package dev.gitvoy.bench.fanout;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The two variants of ADS, as bytes: what clients write, and what the raw push does. */
enum Protocol {
    DELTA(AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()) {
        @Override
        byte[] introduction(Node node) {
            return DeltaDiscoveryRequest.newBuilder().setNode(node).build().toByteArray();
        }

        @Override
        byte[] subscription(String typeUrl, Collection<String> names) {
            return DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(typeUrl)
                    .addAllResourceNamesSubscribe(names)
                    .build()
                    .toByteArray();
        }

        @Override
        byte[] reply(byte[] subscription, Answer answer, String accepted, Optional<Status> error) {
            var reply = DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(answer.typeUrl())
                    .setResponseNonce(answer.nonce());
            error.ifPresent(reply::setErrorDetail);
            return reply.build().toByteArray();
        }

        @Override
        byte[] response(String typeUrl, Map<String, Message> resources) {
            var response = DeltaDiscoveryResponse.newBuilder()
                    .setTypeUrl(typeUrl)
                    .setSystemVersionInfo(COMMIT)
                    .setNonce(NONCE)
                    .setControlPlane(ControlPlane.newBuilder().setIdentifier(COMMIT));
            resources.forEach((name, body) -> response.addResources(
                    Resource.newBuilder().setName(name).setVersion(VERSION).setResource(any(typeUrl, body))));
            return response.build().toByteArray();
        }

        @Override
        int clustersOf(Change change, int services) {
            return change.clusters(services);
        }
    },

    /** "State of the world": every request lists all names; a response with clusters holds all clusters. */
    SOTW(AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod()) {
        @Override
        byte[] introduction(Node node) {
            return DiscoveryRequest.newBuilder().setNode(node).build().toByteArray();
        }

        @Override
        byte[] subscription(String typeUrl, Collection<String> names) {
            return DiscoveryRequest.newBuilder()
                    .setTypeUrl(typeUrl)
                    .addAllResourceNames(names)
                    .build()
                    .toByteArray();
        }

        @Override
        byte[] reply(byte[] subscription, Answer answer, String accepted, Optional<Status> error) {
            var reply = DiscoveryRequest.newBuilder().setVersionInfo(accepted).setResponseNonce(answer.nonce());
            error.ifPresent(reply::setErrorDetail);
            return together(subscription, reply.build().toByteArray());
        }

        @Override
        byte[] response(String typeUrl, Map<String, Message> resources) {
            var response = DiscoveryResponse.newBuilder()
                    .setTypeUrl(typeUrl)
                    .setVersionInfo(VERSION)
                    .setNonce(NONCE)
                    .setControlPlane(ControlPlane.newBuilder().setIdentifier(COMMIT));
            resources.values().forEach(body -> response.addResources(any(typeUrl, body)));
            return response.build().toByteArray();
        }

        @Override
        int clustersOf(Change change, int services) {
            return change.sendsClusters() ? services : 0;
        }
    };

    /** The option that chooses. */
    static final String OPTION = "variant";

    static final Pattern WORDS = Pattern.compile("delta|sotw");

    // As long as the subject's.
    private static final String COMMIT = "c".repeat(40);
    private static final String VERSION = "v".repeat(12);
    private static final String NONCE = "nn";

    /** Immutable, though it does not say so. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final MethodDescriptor<?, ?> method;

    Protocol(MethodDescriptor<?, ?> method) {
        this.method = method;
    }

    static Protocol of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The variant's method with messages of another form. */
    <Q, A> MethodDescriptor<Q, A> method(Marshaller<Q> requests, Marshaller<A> responses) {
        return method.toBuilder(requests, responses).build();
    }

    /** What a stream's first request has beside the rest. */
    abstract byte[] introduction(Node node);

    abstract byte[] subscription(String typeUrl, Collection<String> names);

    /**
     * An ACK, or a NACK.
     *
     * @param subscription the request that subscribed to the type
     * @param accepted the version that was taken last; the answer's own if it is taken
     */
    abstract byte[] reply(byte[] subscription, Answer answer, String accepted, Optional<Status> error);

    /** What the raw push sends. */
    abstract byte[] response(String typeUrl, Map<String, Message> resources);

    /** How many clusters a stream is sent for a change. */
    abstract int clustersOf(Change change, int services);

    /** What a stream is to be sent for a change. */
    Due due(Change change, int services) {
        return new Due(1, clustersOf(change, services), change.assignments(services));
    }

    private static Any any(String typeUrl, Message body) {
        return Any.newBuilder()
                .setTypeUrl(typeUrl)
                .setValue(body.toByteString())
                .build();
    }

    /** One message of the fields of two, as Protobuf has it. */
    static byte[] together(byte[] some, byte[] more) {
        var both = new byte[some.length + more.length];
        System.arraycopy(some, 0, both, 0, some.length);
        System.arraycopy(more, 0, both, some.length, more.length);
        return both;
    }
}
