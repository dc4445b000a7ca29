package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.view.Views;
import io.envoyproxy.controlplane.server.DiscoveryServerCallbacks;
import io.envoyproxy.controlplane.server.exception.RequestException;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The xDS services, to be added to a gRPC server: ADS, and one service a type, each SotW, delta and fetch. They are bound from
 * their descriptors, so that a new type needs no code here. Of the library only the callbacks are used
 * (docs/decisions says why). Thread-safe.
 */
public final class XdsServer {
    private final ResourceTypes types;
    private final Views views;
    private final Clients clients;
    private final Executor executor;
    private final List<DiscoveryServerCallbacks> callbacks;
    private final Fetch fetch;
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
        this.types = types;
        this.views = views;
        this.clients = clients;
        this.executor = executor;
        this.callbacks = List.copyOf(callbacks);
        this.fetch = new Fetch(views);
        views.subscribe(() -> streams.forEach(ClientStream::wake));
    }

    /** What to add to a gRPC server. */
    public List<BindableService> services() {
        var services = new ArrayList<BindableService>();
        var aggregated = bind(AggregatedDiscoveryServiceGrpc.getServiceDescriptor(), null);
        services.add(() -> aggregated);
        for (var type : types.inOrder()) {
            var alone = bind(type.service(), type);
            services.add(() -> alone);
        }
        return services;
    }

    /** Ends all streams, so that clients go to another replica at once. */
    public void shutDown() {
        streams.forEach(ClientStream::shutDown);
    }

    private ServerServiceDefinition bind(ServiceDescriptor service, @Nullable ResourceType only) {
        var bound = ServerServiceDefinition.builder(service);
        service.getMethods().forEach(method -> bound.addMethod(handled(method, only)));
        return bound.build();
    }

    /** All discovery services have the same three methods, under names of their own; what they take tells them apart. */
    @SuppressWarnings("unchecked")
    private ServerMethodDefinition<?, ?> handled(MethodDescriptor<?, ?> method, @Nullable ResourceType only) {
        boolean delta = requestOf(method) instanceof DeltaDiscoveryRequest;
        if (delta) {
            return ServerMethodDefinition.create(
                    (MethodDescriptor<DeltaDiscoveryRequest, DeltaDiscoveryResponse>) method,
                    ServerCalls.asyncBidiStreamingCall(responses -> delta(only, responses)));
        }
        var sotw = (MethodDescriptor<DiscoveryRequest, DiscoveryResponse>) method;
        if (method.getType() == MethodType.UNARY && only != null) {
            return ServerMethodDefinition.create(
                    sotw, ServerCalls.asyncUnaryCall((request, response) -> fetch(only, request, response)));
        }
        return ServerMethodDefinition.create(
                sotw, ServerCalls.asyncBidiStreamingCall(responses -> sotw(only, responses)));
    }

    private static @Nullable Object requestOf(MethodDescriptor<?, ?> method) {
        return ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype();
    }

    private void fetch(ResourceType type, DiscoveryRequest request, StreamObserver<DiscoveryResponse> response) {
        try {
            response.onNext(fetch.answer(type, request));
            response.onCompleted();
        } catch (StatusException e) {
            response.onError(e);
        }
    }

    private StreamTypes typesOf(@Nullable ResourceType only) {
        return only == null ? StreamTypes.aggregated(types) : StreamTypes.single(types, only);
    }

    private StreamObserver<DiscoveryRequest> sotw(
            @Nullable ResourceType only, StreamObserver<DiscoveryResponse> responses) {
        var call = (ServerCallStreamObserver<DiscoveryResponse>) responses;
        var stream = new SotwStream(this, lastStreamId.incrementAndGet(), typesOf(only), PeerAddress.current(), call);
        return opened(stream, only, call);
    }

    private StreamObserver<DeltaDiscoveryRequest> delta(
            @Nullable ResourceType only, StreamObserver<DeltaDiscoveryResponse> responses) {
        var call = (ServerCallStreamObserver<DeltaDiscoveryResponse>) responses;
        var stream = new DeltaStream(this, lastStreamId.incrementAndGet(), typesOf(only), PeerAddress.current(), call);
        return opened(stream, only, call);
    }

    private <Q, A> StreamObserver<Q> opened(
            ClientStream<Q, A> stream, @Nullable ResourceType only, ServerCallStreamObserver<A> call) {
        var typeUrl = only == null ? "" : only.typeUrl();
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
}
