package dev.gitvoy.xds.stream;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gitvoy.xds.client.ClientSession;
import dev.gitvoy.xds.group.NodeGroups;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.view.Published;
import dev.gitvoy.xds.view.View;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One stream of one client, SotW or delta. It holds what the client wants and was sent ({@link TypeState}) and sends what is
 * pending, one response a type at a time, in an order that never leaves the client referring to something it lacks: what is
 * referred to goes first, and its removal last, when the client has taken everything else. While a response is unanswered,
 * changes gather; the client then gets the newest state once.
 *
 * <p>Everything happens on the stream's {@link Mailbox}; only {@link #wake} and {@link #shutDown} are for other threads.
 *
 * @param <Q> requests
 */
abstract class ClientStream<Q> {
    private static final Logger log = LoggerFactory.getLogger(ClientStream.class);

    private final XdsServer server;
    private final ServerCallStreamObserver<EncodedResponse> responses;
    private final Mailbox mailbox;
    private final AtomicBoolean advanceIsPosted = new AtomicBoolean();
    private Variant variant;
    private final StreamTypes types;
    private final Map<String, TypeState> states = new HashMap<>();
    /** The types that the client has asked for, as changes are sent. */
    private List<TypeState> inOrder = List.of();
    /** The same, as removals are sent, without types whose removals need not wait. */
    private List<TypeState> inRemovalOrder = List.of();

    private final String address;
    private final RequestBudget budget;

    private @Nullable Node node;
    private @Nullable ClientSession session;
    /** What {@link #group} was found with. */
    private @Nullable NodeGroups groups;

    private String group = "";
    /** Whether the next request is still to be asked for, which the budget may delay. */
    private boolean requestIsDue;

    private long introducedAt;

    private long lastNonce;
    private boolean ended;

    ClientStream(
            XdsServer server,
            Variant variant,
            StreamTypes types,
            String address,
            ServerCallStreamObserver<EncodedResponse> responses) {
        this.server = server;
        this.variant = variant;
        this.types = types;
        this.address = address;
        this.responses = responses;
        this.mailbox = new Mailbox(server.executor());
        this.budget = new RequestBudget(server.limits(), server.now());
    }

    // What a protocol variant adds.

    abstract Node nodeOf(Q request) throws InvalidProtocolBufferException;

    abstract String typeUrlOf(Q request);

    /** Whether a request refuses a response. */
    abstract boolean refuses(Q request);

    /** Whether a request says nothing but that a response was taken, or refused. */
    abstract boolean isOnlyAnAnswer(Q request);

    /** Applies a request to its type's state. */
    abstract void apply(Q request, TypeState state, boolean firstOfType) throws InvalidProtocolBufferException;

    // Events, from any thread.

    /** Takes what the client has written. */
    void onReceived(Received<Q> received) {
        try {
            onRequest(received.request());
        } catch (StatusException e) {
            mailbox.post(() -> fail(e.getStatus()));
        }
    }

    /** Takes a request; the next one is asked for when this one is done with, so that no client can fill the mailbox. */
    private void onRequest(Q request) {
        if (isOnlyAnAnswer(request)) {
            // The most frequent one is done with at once: to hand it to another thread would cost more than it does.
            mailbox.runOrPost(() -> read(request));
        } else {
            mailbox.post(() -> read(request));
        }
    }

    private void read(Q request) {
        if (ended) {
            return;
        }
        try {
            handle(request);
        } catch (InvalidProtocolBufferException e) {
            // What was passed over when the request arrived, because it is seldom looked at.
            fail(Status.INVALID_ARGUMENT.withDescription("this is not a request of this method: " + e.getMessage()));
            return;
        }
        requestIsDue = true;
        requestNext();
        if (requestIsDue) {
            server.throttled();
        }
    }

    /** Asks for the next request, unless there were too many; then the server's clock wakes this stream. */
    private void requestNext() {
        if (!requestIsDue) {
            return;
        }
        if (budget.take(server.now())) {
            requestIsDue = false;
            responses.request(1);
        } else {
            server.waiting(this);
        }
    }

    /** Something may have changed: a release, the transport takes more, or time has passed. */
    void wake() {
        if (advanceIsPosted.compareAndSet(false, true)) {
            mailbox.post(() -> {
                advanceIsPosted.set(false);
                onWake();
            });
        }
    }

    private void onWake() {
        if (!ended) {
            requestNext();
            advance();
        }
    }

    /** The same, on this thread if it can be. */
    void advanceNow() {
        mailbox.runOrPost(this::onWake);
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

    /** There are too many streams. */
    void refuse() {
        ended = true;
        responses.onError(Status.RESOURCE_EXHAUSTED
                .withDescription("too many streams are open; the limit is "
                        + server.limits().streams())
                .asRuntimeException());
    }

    /** Asks the client to go elsewhere. */
    void shutDown() {
        mailbox.post(() -> fail(Status.UNAVAILABLE.withDescription("gitvoy is shutting down")));
    }

    // On the mailbox.

    private void handle(Q request) throws InvalidProtocolBufferException {
        if (node == null && !introduce(nodeOf(request))) {
            return;
        }
        server.requested(typeUrlOf(request), variant, refuses(request));
        var type = types.resolve(typeUrlOf(request), this::fail);
        if (type.isPresent()) {
            boolean first = !states.containsKey(type.get().typeUrl());
            apply(request, stateOf(type.get()).orElseGet(() -> begin(type.get())), first);
        }
        if (isOnlyAnAnswer(request) && inOrder.stream().anyMatch(TypeState::hasNews)) {
            // To compose a response may take a while; this thread may be one that others wait for.
            wake();
        } else {
            advance();
        }
    }

    /** The state of a type that is asked for the first time. */
    private TypeState begin(ResourceType type) {
        var state = new TypeState(type, variant, requireNonNull(session).open(type.typeUrl()));
        view().ifPresent(view -> state.adopt(view.of(type)));
        states.put(type.typeUrl(), state);
        inOrder = types.inOrder().stream()
                .map(this::stateOf)
                .flatMap(Optional::stream)
                .toList();
        inRemovalOrder = types.inRemovalOrder().stream()
                .filter(ResourceType::removedLast)
                .map(this::stateOf)
                .flatMap(Optional::stream)
                .toList();
        return state;
    }

    private Optional<TypeState> stateOf(ResourceType type) {
        return Optional.ofNullable(states.get(type.typeUrl()));
    }

    private Optional<View> view() {
        return server.views().current().map(this::viewIn);
    }

    private View viewIn(Published published) {
        if (!published.groups().equals(groups)) {
            groups = published.groups();
            group = groups.groupOf(node());
        }
        return published.viewOf(group);
    }

    /** Remembers who is speaking, for the stream's whole life: a client may name itself in its first request only. */
    private boolean introduce(Node introduced) {
        if (introduced.getId().isEmpty()) {
            fail(Status.INVALID_ARGUMENT.withDescription("the first request of a stream must have a node with an id"));
            return false;
        }
        if (!server.admits(introduced)) {
            fail(Status.RESOURCE_EXHAUSTED.withDescription("this node has too many streams open; the limit is "
                    + server.limits().streamsOfNode()));
            return false;
        }
        if (variant == Variant.SOTW
                && introduced.getClientFeaturesList().stream().anyMatch(Variant.WRAPPERS_ARE_READ::contains)) {
            variant = Variant.SOTW_WITH_TTL;
        }
        introducedAt = server.now();
        session = server.clients().opened(introduced, address);
        node = session.node();
        return true;
    }

    void handleAnswer(TypeState state, Optional<String> errorDetail) {
        if (errorDetail.isEmpty()) {
            state.acked();
            return;
        }
        // Thousands may say the same at once.
        var level = state.isFirstRefusal(errorDetail.get()) ? Level.WARN : Level.DEBUG;
        var blamed = state.nacked(errorDetail.get());
        if (log.isEnabledForLevel(level)) {
            log.atLevel(level)
                    .addKeyValue("node", node().getId())
                    .addKeyValue("type", state.type().shortName())
                    .addKeyValue("nonce", state.nonce())
                    .addKeyValue(
                            "at",
                            blamed.map(resource -> resource.at().toString()).orElse(""))
                    .addKeyValue("error", errorDetail.get())
                    .log("an Envoy refused a response");
        }
    }

    private void advance() {
        var published = server.views().current();
        if (ended || node == null || published.isEmpty()) {
            return;
        }
        advanceTo(published.get());
    }

    private void advanceTo(Published published) {
        var view = viewIn(published);
        // Also those that cannot be sent anything now, so that they keep no old view alive.
        inOrder.forEach(state -> state.adopt(view.of(state.type())));
        for (var state : inOrder) {
            if (!state.inFlight() && !waitsForEarlier(state.type()) && responses.isReady()) {
                send(state, state.next(false), published.commit());
            }
        }
        for (var state : inRemovalOrder) {
            if (!isResuming() && !state.inFlight() && state.hasRemovals() && allTaken() && responses.isReady()) {
                send(state, state.next(true), published.commit());
            }
        }
        for (var state : inOrder) {
            if (responses.isReady()) {
                send(state, state.heartbeat(server.now()), published.commit());
            }
        }
        inOrder.forEach(state -> state.report(view.of(state.type())));
        if (isWaiting() || inOrder.stream().anyMatch(TypeState::needsHeartbeats)) {
            server.waiting(this);
        }
    }

    /** Whether something could be sent if a response were answered, which may never happen. */
    private boolean isWaiting() {
        return inOrder.stream().anyMatch(TypeState::hasNews)
                && (isResuming() || inOrder.stream().anyMatch(TypeState::inFlight));
    }

    /**
     * Whether the client holds something from an earlier stream and may not have asked yet for all that it holds: what is gone
     * must not be removed before what refers to it is known.
     */
    private boolean isResuming() {
        return server.now() - introducedAt < server.limits().resuming().toNanos()
                && inOrder.stream().anyMatch(TypeState::isResumed);
    }

    private void send(TypeState state, @Nullable Step step, String commit) {
        if (step == null) {
            return;
        }
        var nonce = nextNonce();
        state.sending(nonce, step, commit, server.now());
        // What a client will use only when it has something else is sent with that, changed or not.
        inOrder.forEach(other -> other.owe(step));
        var response = new EncodedResponse(step.body(), variant.tail(nonce, commit));
        var typeUrl = state.type().typeUrl();
        server.responded(typeUrl, variant, step.resources().size(), response.size());
        responses.onNext(response);
    }

    /**
     * Whether a type has to wait because an earlier one is unanswered, and not for too long. (Envoy acknowledges clusters only when they are warm;
     * so the acknowledgement also says that routes may now use them.)
     */
    private boolean waitsForEarlier(ResourceType type) {
        if (!type.waits()) {
            return false;
        }
        for (var earlier : inOrder) {
            if (earlier.type().equals(type)) {
                return false;
            }
            if (isAwaited(earlier)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a response is on its way that may still be answered: a client that never does must not be held back for ever. */
    private boolean isAwaited(TypeState state) {
        return state.sentSince(server.now() - server.limits().longestWait().toNanos());
    }

    /** Nothing is on its way, and nothing was refused whose older version may still refer to what is to be removed. */
    private boolean allTaken() {
        return inOrder.stream()
                .noneMatch(state ->
                        isAwaited(state) || (state.refusing() && state.type().waits()));
    }

    /** A nonce that this stream has not used. */
    private String nextNonce() {
        return Long.toString(++lastNonce, Character.MAX_RADIX);
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

    /** The client, once it has named itself. */
    private Node node() {
        return node == null ? Node.getDefaultInstance() : node;
    }
}
