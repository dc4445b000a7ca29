package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.client.Refusal;
import dev.gitvoy.xds.client.TypeStatus;
import dev.gitvoy.xds.client.TypeStatus.State;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.view.TypeView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One type on one stream: what the client wants and holds ({@link Holding}, shared with others), and what is its own alone: the
 * response in flight and what it refused. Knows nothing of messages or order. Used by one thread at a time.
 */
final class TypeState {
    private final Variant variant;
    private Holding holding;
    private Refusals refusals = Refusals.NONE;
    private @Nullable Step inFlight;
    private String nonce = "";

    /** Whether the client was sent anything, or holds something from an earlier stream. */
    private boolean answered;
    /** Delta: whether the client came with something from an earlier stream. */
    private boolean resumed;
    /** SotW: the version that a reconnected client holds, until there is a view to compare it with. */
    private String claimedVersion = "";
    /** SotW: a checksum of what the last request listed; most requests list the same again. */
    private long listed;

    private String ackedVersion = "";
    private Optional<Refusal> lastRefusal = Optional.empty();
    /** The commit that was served when the last response was sent, and when that was, as the server's clock counts. */
    private String sentOf = "";

    private long sentAt;
    /** When the client was last told that what it has is still there, as the server's clock counts. */
    private long heartbeatAt;

    private final AtomicReference<@Nullable TypeStatus> status;

    /** @param status where others read what the client has */
    TypeState(ResourceType type, Variant variant, AtomicReference<@Nullable TypeStatus> status) {
        this.variant = variant;
        this.status = status;
        this.holding = Subscription.none(type).settledOn(TypeView.EMPTY);
    }

    ResourceType type() {
        return subscription().type();
    }

    private Subscription subscription() {
        return holding.subscription();
    }

    // What the client asks for.

    /** SotW: whether a request may list something else than the one before; an empty list means not always the same. */
    boolean isOtherList(long checksum, boolean empty) {
        return checksum != listed || (empty && !subscription().wildcard());
    }

    /** SotW: the request lists everything that is wanted. */
    void subscribeTo(List<String> names, long checksum) {
        resubscribe(subscription().replacedBy(shared(names)));
        listed = checksum;
        if (!subscription().wildcard() && subscription().names().isEmpty()) {
            // Who has left a type may never answer what was on its way.
            inFlight = null;
        }
    }

    /** The names as the resources have them: what thousands of clients ask for is not kept thousands of times. */
    private Collection<String> shared(Collection<String> names) {
        if (subscription().isKnown(names)) {
            return names;
        }
        var shared = new ArrayList<String>(names.size());
        for (var name : names) {
            var resource = holding.view().find(name);
            shared.add(resource == null ? name : resource.name());
        }
        return shared;
    }

    private void resubscribe(Subscription subscription) {
        holding = holding.resubscribedTo(subscription);
        forgetUnwantedRefusals();
    }

    private void forgetUnwantedRefusals() {
        if (refusals.any()) {
            refusals = refusals.wanted(subscription());
        }
    }

    /** SotW, first request of a reconnected client: it holds everything of the type in this version. */
    void claim(String version) {
        claimedVersion = version;
    }

    /** Delta, first request: what is wanted, and what a reconnected client holds already. */
    void begin(Collection<String> names, Map<String, String> versions) {
        var subscription = subscription().begunWith(shared(names)).resolvedIn(holding.view());
        if (versions.isEmpty()) {
            resubscribe(subscription);
        } else {
            resumed = true;
            holding = Holding.claimed(subscription, holding.view(), versions);
            answered = versions.keySet().stream().anyMatch(subscription::includes);
        }
    }

    /** Delta: a name that is subscribed to again is answered again, for the client may have dropped what it had. */
    void subscribe(Collection<String> names) {
        if (!names.isEmpty()) {
            resubscribe(subscription().plus(shared(names)).resolvedIn(holding.view()));
            holding = holding.with(names, Told.NOTHING)
                    .with(subscription().resolved(names, holding.view()), Told.NOTHING);
        }
    }

    /** Delta: names that are no longer wanted; whether they were is no matter. */
    void unsubscribe(Collection<String> names) {
        if (!names.isEmpty()) {
            var dropped =
                    names.stream().filter(subscription().names()::contains).toList();
            resubscribe(subscription().minus(names));
            // Those that are still wanted through the wildcard are answered, for the client has dropped its own copy.
            holding = holding.with(dropped, Told.DROPPED);
        }
    }

    /** Answers names again that the client waits for before it uses what another type's response brings. */
    void owe(Step other) {
        holding = holding.owing(other);
    }

    // What it is to be sent.

    /** Makes a view the one to bring the client to. */
    void adopt(TypeView view) {
        if (!claimedVersion.isEmpty()) {
            if (!answered && claimedVersion.equals(view.version())) {
                holding = subscription().settledOn(view);
                answered = true;
            }
            claimedVersion = "";
        }
        if (view == holding.view()) {
            return;
        }
        holding = holding.movedTo(view);
        holding = holding.resubscribedTo(subscription().resolvedIn(view));
        if (!refusals.unsureRemovals().isEmpty()) {
            holding = holding.with(refusals.unsureRemovals(), Told.UNKNOWN);
            refusals = refusals.withoutUnsureRemovals();
        }
    }

    /** Whether there may be something to tell, now or when it is this type's turn. */
    boolean hasNews() {
        return !holding.isSettled() || !refusals.unsure().isEmpty();
    }

    /** Whether the client has resources that are gone. */
    boolean hasRemovals() {
        return holding.hasRemovals();
    }

    /**
     * The next response, if there is something to tell; it may be another one with the removals that have to wait, see
     * {@link ResourceType#removedLast}.
     */
    @Nullable
    Step next(boolean withRemovals) {
        boolean firstAnswer = !answered && (subscription().wildcard() || type().onDemand());
        if (holding.isSettled() && !firstAnswer) {
            return null;
        }
        var step = holding.step(variant, withRemovals);
        if (refusals.any()) {
            step = step.with(unsure());
            refusals = refusals.without(step.dropped());
        }
        if (!step.isNews() && !firstAnswer) {
            holding = step.after();
            return null;
        }
        return step;
    }

    /** What has to be said for the client not to forget what it has; nothing while there is other news. */
    @Nullable
    Step heartbeat(long now) {
        var interval = variant == Variant.SOTW || hasNews() || inFlight()
                ? Optional.<Duration>empty()
                : holding.heartbeatInterval();
        return interval.isPresent() && now - heartbeatAt >= interval.get().toNanos()
                ? holding.heartbeat(variant)
                : null;
    }

    /** Whether the client came with something from an earlier stream. */
    boolean isResumed() {
        return resumed;
    }

    /** Whether it needs to be told again and again what it has. */
    boolean needsHeartbeats() {
        return variant != Variant.SOTW && !holding.view().withTtl().isEmpty();
    }

    private List<Resource> unsure() {
        return refusals.unsure().stream()
                .map(holding.view()::find)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Notes that a response is on its way.
     *
     * @param now as the server's clock counts
     */
    void sending(String nonce, Step step, String commit, long now) {
        this.nonce = nonce;
        if (!answered || step.isHeartbeat()) {
            heartbeatAt = now;
        }
        sentOf = commit;
        sentAt = now;
        inFlight = step;
        answered = true;
        holding = step.after();
        refusals = step.settled(refusals);
    }

    // What it says.

    /** Whether a request answers the response that was sent last. */
    boolean isCurrent(String responseNonce) {
        return !nonce.isEmpty() && responseNonce.equals(nonce);
    }

    /** The client has taken the response in flight. */
    void acked() {
        inFlight = null;
    }

    /** Whether nobody has refused the response in flight with these words before. */
    boolean isFirstRefusal(String message) {
        return inFlight != null && inFlight.isFirstRefusal(message);
    }

    /**
     * The client refuses the response that it was sent last, wholly or in part: what it names is refused, of the rest it may
     * have taken some. Returns the resource that it names first, if any.
     */
    Optional<Resource> nacked(String message) {
        var named = List.<Resource>of();
        if (inFlight != null) {
            var blame = inFlight.blame(message);
            named = blame.named();
            refusals = inFlight.refused(refusals, blame, subscription());
            inFlight = null;
        }
        var first = named.stream().findFirst();
        lastRefusal =
                Optional.of(new Refusal(message, nonce, holding.view().version(), sentOf, first.map(Resource::at)));
        return first;
    }

    boolean inFlight() {
        return inFlight != null;
    }

    /** Whether the response in flight was sent after a time, as the server's clock counts. */
    boolean sentSince(long time) {
        return inFlight != null && sentAt - time >= 0;
    }

    boolean refusing() {
        return inFlight == null && refusals.any();
    }

    String nonce() {
        return nonce;
    }

    /** Says what the client has of a view. */
    void report(TypeView view) {
        boolean has = holding.isSettled() && holding.view() == view && inFlight == null && !refusals.any();
        if (has) {
            ackedVersion = view.version();
            lastRefusal = Optional.empty();
        }
        var state = has ? State.ACKED : refusing() ? State.NACKED : State.PENDING;
        var before = status.get();
        if (before == null
                || before.state() != state
                || before.sent() != inFlight()
                || before.subscription() != subscription()
                || !before.ackedVersion().equals(ackedVersion)
                || !before.refusal().equals(lastRefusal)) {
            status.set(new TypeStatus(state, inFlight(), ackedVersion, lastRefusal, subscription(), Instant.now()));
        }
    }
}
