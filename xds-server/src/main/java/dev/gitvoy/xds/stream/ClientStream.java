package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.client.ClientSession;
import dev.gitvoy.xds.client.TypeStatus;
import dev.gitvoy.xds.client.TypeStatus.State;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.view.Published;
import dev.gitvoy.xds.view.TypeView;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of one client, SotW or delta. It holds what the client wants and was sent ({@link TypeState}) and sends what is
 * pending, one response a type at a time, in an order that never leaves the client referring to something it lacks: what is
 * referred to goes first, and its removal last, when the client has taken everything else. While a response is unanswered,
 * changes gather; the client then gets the newest state once.
 *
 * <p>Everything happens on the stream's {@link Mailbox}; only {@link #wake} and {@link #shutDown} are for other threads.
 *
 * @param <Q> requests
 * @param <A> responses
 */
abstract class ClientStream<Q, A> {
    private static final Logger log = LoggerFactory.getLogger(ClientStream.class);

    private final XdsServer server;
    private final ServerCallStreamObserver<A> responses;
    private final Mailbox mailbox;
    private final AtomicBoolean advanceIsPosted = new AtomicBoolean();
    private final Map<String, TypeState> states = new HashMap<>();
    private final Map<String, TypeStatus> reported = new HashMap<>();
    private final StreamTypes types;
    private final String address;
    private final long id;

    private @Nullable Node node;
    private @Nullable ClientSession session;
    private long lastNonce;
    private boolean ended;

    ClientStream(XdsServer server, long id, StreamTypes types, String address, ServerCallStreamObserver<A> responses) {
        this.server = server;
        this.id = id;
        this.types = types;
        this.address = address;
        this.responses = responses;
        this.mailbox = new Mailbox(server.executor());
    }

    // What a protocol variant adds.

    abstract Node nodeOf(Q request);

    abstract String typeUrlOf(Q request);

    /** Tells the library's callbacks. */
    abstract void announce(Q request);

    /** Applies a request to its type's state. */
    abstract void apply(Q request, TypeState state, boolean firstOfType);

    /**
     * Sends what is pending, if this variant has anything to say about it.
     *
     * @param withRemovals whether the removals of a type that is {@linkplain ResourceType#removedLast removed last} may go
     */
    abstract void respond(TypeState state, TypeView view, Pending pending, boolean withRemovals, String commit);

    // Events, from any thread.

    /** Takes a request; the next one is asked for when this one is done with, so that no client can fill the mailbox. */
    void onRequest(Q request) {
        mailbox.post(() -> {
            if (!ended) {
                handle(request);
                responses.request(1);
            }
        });
    }

    /** Something may have changed: a release, or the transport takes more. */
    void wake() {
        if (advanceIsPosted.compareAndSet(false, true)) {
            mailbox.post(() -> {
                advanceIsPosted.set(false);
                advance();
            });
        }
    }

    /** The client closed its side, or is gone. */
    void onEnd(boolean complete) {
        mailbox.post(() -> {
            if (!ended) {
                end();
                if (complete) {
                    responses.onCompleted();
                }
            }
        });
    }

    /** Asks the client to go elsewhere. */
    void shutDown() {
        mailbox.post(() -> fail(Status.UNAVAILABLE.withDescription("gitvoy is shutting down")));
    }

    // On the mailbox.

    private void handle(Q request) {
        if (node == null && !introduce(nodeOf(request))) {
            return;
        }
        announce(request);
        if (ended) {
            return;
        }
        types.resolve(typeUrlOf(request), this::fail).ifPresent(type -> {
            boolean first = !states.containsKey(type.typeUrl());
            apply(request, states.computeIfAbsent(type.typeUrl(), url -> new TypeState(type)), first);
        });
        advance();
    }

    /** Remembers who is speaking, for the stream's whole life: a client may name itself in its first request only. */
    private boolean introduce(Node introduced) {
        if (introduced.getId().isEmpty()) {
            fail(Status.INVALID_ARGUMENT.withDescription("the first request of a stream must have a node with an id"));
            return false;
        }
        node = introduced;
        session = server.clients().opened(introduced, address);
        return true;
    }

    void handleAnswer(TypeState state, Optional<String> errorDetail) {
        if (errorDetail.isEmpty()) {
            state.acked();
            return;
        }
        var blamed = state.nacked(errorDetail.get());
        log.atWarn()
                .addKeyValue("node", node == null ? "" : node.getId())
                .addKeyValue("type", state.type().shortName())
                .addKeyValue("nonce", state.nonce())
                .addKeyValue(
                        "at", blamed.map(resource -> resource.at().toString()).orElse(""))
                .addKeyValue("error", errorDetail.get())
                .log("an Envoy refused a response");
    }

    private void advance() {
        var published = server.views().current();
        if (ended || node == null || published.isEmpty()) {
            return;
        }
        advanceTo(published.get(), node);
    }

    private void advanceTo(Published published, Node node) {
        var view = published.viewOf(node);
        for (var type : types.inOrder()) {
            var state = states.get(type.typeUrl());
            if (state != null && !state.inFlight() && !waitsForEarlier(type) && responses.isReady()) {
                send(state, view.of(type), false, published.commit());
            }
        }
        for (var type : types.inRemovalOrder()) {
            var state = states.get(type.typeUrl());
            if (state != null && type.removedLast() && allTaken() && responses.isReady()) {
                send(state, view.of(type), true, published.commit());
            }
        }
        states.values().forEach(state -> report(state, view.of(state.type())));
    }

    private void send(TypeState state, TypeView view, boolean withRemovals, String commit) {
        var pending = state.pending(view);
        if (!pending.isNothing()) {
            respond(state, view, pending, withRemovals, commit);
        }
    }

    /**
     * Whether a type has to wait because an earlier one is unanswered. (Envoy acknowledges clusters only when they are warm;
     * so the acknowledgement also says that routes may now use them.)
     */
    private boolean waitsForEarlier(ResourceType type) {
        if (!type.waits()) {
            return false;
        }
        for (var earlier : types.inOrder()) {
            if (earlier.equals(type)) {
                return false;
            }
            var state = states.get(earlier.typeUrl());
            if (state != null && state.inFlight()) {
                return true;
            }
        }
        return false;
    }

    /** Nothing is on its way, and nothing was refused whose older version may still refer to what is to be removed. */
    private boolean allTaken() {
        return states.values().stream()
                .noneMatch(state ->
                        state.inFlight() || (state.refusing() && state.type().waits()));
    }

    private void report(TypeState state, TypeView view) {
        State now;
        if (state.has(view)) {
            now = State.ACKED;
            state.ackedVersion(view.version());
        } else {
            now = state.refusing() ? State.NACKED : State.PENDING;
        }
        var typeUrl = state.type().typeUrl();
        var before = reported.get(typeUrl);
        if (before != null
                && before.state() == now
                && before.ackedVersion().equals(state.ackedVersion())
                && before.error().equals(state.error())) {
            return;
        }
        var status = new TypeStatus(now, state.ackedVersion(), state.error(), state.nonce(), Instant.now());
        reported.put(typeUrl, status);
        if (session != null) {
            session.report(typeUrl, status);
        }
    }

    /** A nonce that this stream has not used. */
    String nextNonce() {
        return Long.toString(++lastNonce, Character.MAX_RADIX);
    }

    /** Writes a response, after its state was told that it is on its way. */
    void write(A response) {
        responses.onNext(response);
    }

    /** The resources that a client will use only when it has their endpoints are sent with those, changed or not. */
    void oweWhatWarms(Iterable<Resource> resources) {
        for (var resource : resources) {
            resource.warmsOn().ifPresent(needed -> Optional.ofNullable(states.get(needed.typeUrl()))
                    .ifPresent(state -> state.owe(needed.name())));
        }
    }

    /** Ends the stream with an error for the client. */
    void fail(Status status) {
        if (!ended) {
            end();
            responses.onError(status.asRuntimeException());
        }
    }

    private void end() {
        ended = true;
        server.ended(this);
        if (session != null) {
            session.close();
        }
    }

    long id() {
        return id;
    }

    XdsServer server() {
        return server;
    }

    /** The client, once it has named itself. */
    Node node() {
        return node == null ? Node.getDefaultInstance() : node;
    }
}
