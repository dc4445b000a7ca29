package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.view.Views;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The xDS services, to be added to a gRPC server: ADS, and one service a type, each SotW, delta and fetch. They are bound from
 * their descriptors, so that a new type needs no code here; their responses are encoded already. Thread-safe.
 */
public final class XdsServer {
    /** Few, so that all threads have some and none is long. */
    private static final int STREAMS_TOGETHER = 32;

    private final ResourceTypes types;
    private final Views views;
    private final Clients clients;
    private final Executor executor;
    private final List<StreamListener> listeners;
    private final Fetch fetch;
    private final Set<ClientStream<?>> streams = ConcurrentHashMap.newKeySet();
    /** Those that wait for time to pass. */
    private final Set<ClientStream<?>> waiting = ConcurrentHashMap.newKeySet();

    private final StreamLimits limits;
    private final LongSupplier clock;

    /**
     * @param executor runs the streams' work, which never blocks; several threads are fine
     */
    public XdsServer(
            ResourceTypes types, Views views, Clients clients, Executor executor, List<StreamListener> listeners) {
        this(types, views, clients, executor, listeners, StreamLimits.DEFAULT, System::nanoTime);
    }

    /**
     * @param executor runs the streams' work, which never blocks; several threads are fine
     * @param clock nanoseconds, never going back
     */
    public XdsServer(
            ResourceTypes types,
            Views views,
            Clients clients,
            Executor executor,
            List<StreamListener> listeners,
            StreamLimits limits,
            LongSupplier clock) {
        this.types = types;
        this.views = views;
        this.clients = clients;
        this.executor = executor;
        this.listeners = List.copyOf(listeners);
        this.limits = limits;
        this.clock = clock;
        this.fetch = new Fetch(views);
        views.subscribe(this::advanceAll);
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

    /** Wakes the streams that wait for time to pass; call about once a second. */
    public void tick() {
        var now = List.copyOf(waiting);
        now.forEach(stream -> {
            // First, for the stream may have to wait on.
            waiting.remove(stream);
            stream.wake();
        });
    }

    /** A share of the streams for each task, so that the threads meet less often. */
    private void advanceAll() {
        var share = new ArrayList<ClientStream<?>>(STREAMS_TOGETHER);
        for (var stream : streams) {
            share.add(stream);
            if (share.size() == STREAMS_TOGETHER) {
                advanceSoon(share);
                share = new ArrayList<>(STREAMS_TOGETHER);
            }
        }
        advanceSoon(share);
    }

    private void advanceSoon(List<ClientStream<?>> share) {
        if (!share.isEmpty()) {
            try {
                executor.execute(() -> share.forEach(ClientStream::advanceNow));
            } catch (RejectedExecutionException shuttingDown) {
                // The streams are told to go elsewhere.
            }
        }
    }

    private ServerServiceDefinition bind(ServiceDescriptor service, @Nullable ResourceType only) {
        var descriptor =
                ServiceDescriptor.newBuilder(service.getName()).setSchemaDescriptor(service.getSchemaDescriptor());
        var handled = new ArrayList<ServerMethodDefinition<?, ?>>();
        for (var method : service.getMethods()) {
            var definition = handled(method, only);
            descriptor.addMethod(definition.getMethodDescriptor());
            handled.add(definition);
        }
        var bound = ServerServiceDefinition.builder(descriptor.build());
        handled.forEach(bound::addMethod);
        return bound.build();
    }

    /** All discovery services have the same three methods, under names of their own; what they take tells them apart. */
    private ServerMethodDefinition<?, ?> handled(MethodDescriptor<?, ?> method, @Nullable ResourceType only) {
        if (requestOf(method) instanceof DeltaDiscoveryRequest) {
            return definition(
                    method,
                    DeltaDiscoveryRequest::parseFrom,
                    ServerCalls.asyncBidiStreamingCall(responses -> delta(only, responses)));
        }
        if (method.getType() == MethodType.UNARY && only != null) {
            return definition(
                    method,
                    DiscoveryRequest::parseFrom,
                    ServerCalls.asyncUnaryCall((request, response) -> fetch(only, request, response)));
        }
        return definition(
                method, SotwRequest::parse, ServerCalls.asyncBidiStreamingCall(responses -> sotw(only, responses)));
    }

    private static @Nullable Object requestOf(MethodDescriptor<?, ?> method) {
        return ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype();
    }

    /** The same method with requests that are read by us, and responses that are encoded already. */
    private static <Q> ServerMethodDefinition<Received<Q>, EncodedResponse> definition(
            MethodDescriptor<?, ?> method,
            Received.Parser<Q> parser,
            ServerCallHandler<Received<Q>, EncodedResponse> handler) {
        return ServerMethodDefinition.create(
                method.toBuilder(new Received.Marshaller<>(parser), new EncodedResponse.Marshaller())
                        .build(),
                handler);
    }

    private void fetch(
            ResourceType type, Received<DiscoveryRequest> request, StreamObserver<EncodedResponse> response) {
        try {
            response.onNext(new EncodedResponse(fetch.answer(type, request.request())));
            response.onCompleted();
        } catch (StatusException e) {
            response.onError(e);
        }
    }

    private StreamTypes typesOf(@Nullable ResourceType only) {
        return only == null ? StreamTypes.aggregated(types) : StreamTypes.single(types, only);
    }

    private StreamObserver<Received<SotwRequest>> sotw(
            @Nullable ResourceType only, StreamObserver<EncodedResponse> responses) {
        var call = (ServerCallStreamObserver<EncodedResponse>) responses;
        return opened(new SotwStream(this, typesOf(only), PeerAddress.current(), call), call);
    }

    private StreamObserver<Received<DeltaDiscoveryRequest>> delta(
            @Nullable ResourceType only, StreamObserver<EncodedResponse> responses) {
        var call = (ServerCallStreamObserver<EncodedResponse>) responses;
        return opened(new DeltaStream(this, typesOf(only), PeerAddress.current(), call), call);
    }

    private <Q> StreamObserver<Received<Q>> opened(
            ClientStream<Q> stream, ServerCallStreamObserver<EncodedResponse> call) {
        call.disableAutoRequest();
        call.setOnReadyHandler(stream::wake);
        call.setOnCancelHandler(() -> stream.onEnd(false));
        if (streams.size() >= limits.streams()) {
            listeners.forEach(StreamListener::refused);
            stream.refuse();
            return new IgnoredRequests<>();
        }
        call.request(1);
        streams.add(stream);
        listeners.forEach(StreamListener::opened);
        return new StreamObserver<>() {
            @Override
            public void onNext(Received<Q> received) {
                stream.onReceived(received);
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

    /** Of a stream that was refused. */
    private static final class IgnoredRequests<Q> implements StreamObserver<Q> {
        @Override
        public void onNext(Q request) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }

    // For the streams.

    /** Nanoseconds, never going back. */
    long now() {
        return clock.getAsLong();
    }

    StreamLimits limits() {
        return limits;
    }

    /** Whether a node may open one more stream. */
    boolean admits(Node node) {
        boolean admitted = clients.streamsOf(node) < limits.streamsOfNode();
        if (!admitted) {
            listeners.forEach(StreamListener::refused);
        }
        return admitted;
    }

    /** A stream wants to be woken when some time has passed. */
    void waiting(ClientStream<?> stream) {
        waiting.add(stream);
    }

    /** A stream has sent too many requests. */
    void throttled() {
        listeners.forEach(StreamListener::throttled);
    }

    Views views() {
        return views;
    }

    Clients clients() {
        return clients;
    }

    Executor executor() {
        return executor;
    }

    void requested(String typeUrl, Variant variant, boolean refusal) {
        listeners.forEach(listener -> listener.requested(typeUrl, variant, refusal));
    }

    void responded(String typeUrl, Variant variant, int resources, int bytes) {
        listeners.forEach(listener -> listener.responded(typeUrl, variant, resources, bytes));
    }

    void ended(ClientStream<?> stream) {
        waiting.remove(stream);
        if (streams.remove(stream)) {
            listeners.forEach(StreamListener::closed);
        }
    }
}
