package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.view.Views;
import io.envoyproxy.controlplane.cache.ConfigWatcher;
import io.envoyproxy.controlplane.cache.DeltaResponse;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.DeltaXdsRequest;
import io.envoyproxy.controlplane.cache.Response;
import io.envoyproxy.controlplane.cache.Watch;
import io.envoyproxy.controlplane.cache.XdsRequest;
import io.envoyproxy.controlplane.server.DiscoveryServerCallbacks;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.controlplane.server.exception.RequestException;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc.ClusterDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc.EndpointDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.listener.v3.ListenerDiscoveryServiceGrpc.ListenerDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.route.v3.RouteDiscoveryServiceGrpc.RouteDiscoveryServiceImplBase;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The xDS services, to be added to a gRPC server: ADS, and one service a type, SotW and delta. The library's server is the
 * base for its service classes and callbacks; its stream engine and cache are not used (docs/decisions says why).
 * Thread-safe.
 */
public final class XdsServer extends V3DiscoveryServer {
    private final ResourceTypes types;
    private final Views views;
    private final Clients clients;
    private final Executor executor;
    private final List<DiscoveryServerCallbacks> callbacks;
    private final AtomicLong lastStreamId = new AtomicLong();
    private final Set<ClientStream<?, ?>> streams = ConcurrentHashMap.newKeySet();

    /**
     * @param executor runs the streams' work, which never blocks; several threads are fine
     * @param callbacks told of streams, requests and responses, on the streams' threads
     */
    public XdsServer(
            ResourceTypes types,
            Views views,
            Clients clients,
            Executor executor,
            List<DiscoveryServerCallbacks> callbacks) {
        super(callbacks, new NoCache());
        this.types = types;
        this.views = views;
        this.clients = clients;
        this.executor = executor;
        this.callbacks = List.copyOf(callbacks);
        views.subscribe(() -> streams.forEach(ClientStream::wake));
    }

    /** What to add to a gRPC server. */
    public List<BindableService> services() {
        return List.of(
                getAggregatedDiscoveryServiceImpl(),
                getClusterDiscoveryServiceImpl(),
                getEndpointDiscoveryServiceImpl(),
                getListenerDiscoveryServiceImpl(),
                getRouteDiscoveryServiceImpl());
    }

    /** Ends all streams, so that clients go to another replica at once. */
    public void shutDown() {
        streams.forEach(ClientStream::shutDown);
    }

    @Override
    public AggregatedDiscoveryServiceImplBase getAggregatedDiscoveryServiceImpl() {
        return new AggregatedDiscoveryServiceImplBase() {
            @Override
            public StreamObserver<DiscoveryRequest> streamAggregatedResources(
                    StreamObserver<DiscoveryResponse> responses) {
                return sotw(StreamTypes.aggregated(types), "", responses);
            }

            @Override
            public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
                    StreamObserver<DeltaDiscoveryResponse> responses) {
                return delta(StreamTypes.aggregated(types), "", responses);
            }
        };
    }

    @Override
    public ClusterDiscoveryServiceImplBase getClusterDiscoveryServiceImpl() {
        return new ClusterDiscoveryServiceImplBase() {
            @Override
            public StreamObserver<DiscoveryRequest> streamClusters(StreamObserver<DiscoveryResponse> responses) {
                return sotw(ResourceTypes.CLUSTER, responses);
            }

            @Override
            public StreamObserver<DeltaDiscoveryRequest> deltaClusters(
                    StreamObserver<DeltaDiscoveryResponse> responses) {
                return delta(ResourceTypes.CLUSTER, responses);
            }
        };
    }

    @Override
    public EndpointDiscoveryServiceImplBase getEndpointDiscoveryServiceImpl() {
        return new EndpointDiscoveryServiceImplBase() {
            @Override
            public StreamObserver<DiscoveryRequest> streamEndpoints(StreamObserver<DiscoveryResponse> responses) {
                return sotw(ResourceTypes.ENDPOINTS, responses);
            }

            @Override
            public StreamObserver<DeltaDiscoveryRequest> deltaEndpoints(
                    StreamObserver<DeltaDiscoveryResponse> responses) {
                return delta(ResourceTypes.ENDPOINTS, responses);
            }
        };
    }

    @Override
    public ListenerDiscoveryServiceImplBase getListenerDiscoveryServiceImpl() {
        return new ListenerDiscoveryServiceImplBase() {
            @Override
            public StreamObserver<DiscoveryRequest> streamListeners(StreamObserver<DiscoveryResponse> responses) {
                return sotw(ResourceTypes.LISTENER, responses);
            }

            @Override
            public StreamObserver<DeltaDiscoveryRequest> deltaListeners(
                    StreamObserver<DeltaDiscoveryResponse> responses) {
                return delta(ResourceTypes.LISTENER, responses);
            }
        };
    }

    @Override
    public RouteDiscoveryServiceImplBase getRouteDiscoveryServiceImpl() {
        return new RouteDiscoveryServiceImplBase() {
            @Override
            public StreamObserver<DiscoveryRequest> streamRoutes(StreamObserver<DiscoveryResponse> responses) {
                return sotw(ResourceTypes.ROUTES, responses);
            }

            @Override
            public StreamObserver<DeltaDiscoveryRequest> deltaRoutes(StreamObserver<DeltaDiscoveryResponse> responses) {
                return delta(ResourceTypes.ROUTES, responses);
            }
        };
    }

    private StreamObserver<DiscoveryRequest> sotw(ResourceType type, StreamObserver<DiscoveryResponse> responses) {
        return sotw(StreamTypes.single(types, type), type.typeUrl(), responses);
    }

    private StreamObserver<DeltaDiscoveryRequest> delta(
            ResourceType type, StreamObserver<DeltaDiscoveryResponse> responses) {
        return delta(StreamTypes.single(types, type), type.typeUrl(), responses);
    }

    private StreamObserver<DiscoveryRequest> sotw(
            StreamTypes streamTypes, String typeUrl, StreamObserver<DiscoveryResponse> responses) {
        var call = (ServerCallStreamObserver<DiscoveryResponse>) responses;
        return opened(
                new SotwStream(this, lastStreamId.incrementAndGet(), streamTypes, PeerAddress.current(), call),
                typeUrl,
                call);
    }

    private StreamObserver<DeltaDiscoveryRequest> delta(
            StreamTypes streamTypes, String typeUrl, StreamObserver<DeltaDiscoveryResponse> responses) {
        var call = (ServerCallStreamObserver<DeltaDiscoveryResponse>) responses;
        return opened(
                new DeltaStream(this, lastStreamId.incrementAndGet(), streamTypes, PeerAddress.current(), call),
                typeUrl,
                call);
    }

    private <Q, A> StreamObserver<Q> opened(
            ClientStream<Q, A> stream, String typeUrl, ServerCallStreamObserver<A> call) {
        call.disableAutoRequest();
        call.setOnReadyHandler(stream::wake);
        call.setOnCancelHandler(() -> stream.onEnd(false));
        call.request(1);
        streams.add(stream);
        call(callback -> callback.onStreamOpen(stream.id(), typeUrl), stream);
        return new StreamObserver<>() {
            @Override
            public void onNext(Q request) {
                stream.onRequest(request);
            }

            @Override
            public void onError(Throwable cause) {
                stream.onEnd(false);
            }

            @Override
            public void onCompleted() {
                stream.onEnd(true);
            }
        };
    }

    // For the streams.

    Views views() {
        return views;
    }

    Clients clients() {
        return clients;
    }

    Executor executor() {
        return executor;
    }

    void ended(ClientStream<?, ?> stream) {
        streams.remove(stream);
        callbacks.forEach(callback -> callback.onStreamClose(stream.id(), ""));
    }

    void announceRequest(SotwStream stream, DiscoveryRequest request) {
        call(callback -> callback.onV3StreamRequest(stream.id(), request), stream);
    }

    void announceRequest(DeltaStream stream, DeltaDiscoveryRequest request) {
        call(callback -> callback.onV3StreamDeltaRequest(stream.id(), request), stream);
    }

    void announceResponse(SotwStream stream, DiscoveryResponse response) {
        var request = DiscoveryRequest.newBuilder()
                .setNode(stream.node())
                .setTypeUrl(response.getTypeUrl())
                .build();
        callbacks.forEach(callback -> callback.onV3StreamResponse(stream.id(), request, response));
    }

    void announceResponse(DeltaStream stream, DeltaDiscoveryResponse response) {
        var request = DeltaDiscoveryRequest.newBuilder()
                .setNode(stream.node())
                .setTypeUrl(response.getTypeUrl())
                .build();
        callbacks.forEach(callback -> callback.onV3StreamDeltaResponse(stream.id(), request, response));
    }

    private interface Callback {
        void apply(DiscoveryServerCallbacks callbacks) throws RequestException;
    }

    /** A callback may refuse a stream or a request; that ends the stream with the callback's status. */
    private void call(Callback callback, ClientStream<?, ?> stream) {
        for (var each : callbacks) {
            try {
                callback.apply(each);
            } catch (RequestException e) {
                stream.fail(Status.fromThrowable(e));
                return;
            }
        }
    }

    /** The base class wants a cache; every method that would use it is overridden. */
    private static final class NoCache implements ConfigWatcher {
        @Override
        public Watch createWatch(
                boolean ads,
                XdsRequest request,
                Set<String> knownResourceNames,
                Consumer<Response> responseConsumer,
                boolean hasClusterChanged,
                boolean allowDefaultEmptyEdsUpdate) {
            throw new IllegalStateException("the library's cache is not used");
        }

        @Override
        public DeltaWatch createDeltaWatch(
                DeltaXdsRequest request,
                @Nullable String requesterVersion,
                Map<String, String> resourceVersions,
                Set<String> pendingResources,
                boolean isWildcard,
                Consumer<DeltaResponse> responseConsumer,
                boolean hasClusterChanged) {
            throw new IllegalStateException("the library's cache is not used");
        }
    }
}
