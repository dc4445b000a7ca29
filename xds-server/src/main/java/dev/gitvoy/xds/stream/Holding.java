package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.view.TypeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What clients of one type hold: what they want of a view, but for a few names in which they are behind it. Immutable, and
 * shared by all clients that came to the same state the same way, who so share the work of leaving it: what a new view means
 * for them is found once, and the next response is composed and encoded once. Thread-safe.
 *
 * <p>A client that lags is moved to the newest view with more names behind; so no client keeps an old view alive.
 */
final class Holding {
    /** Two may be late. */
    private static final int HEARTBEATS_IN_TTL = 3;

    private static final int VARIANTS = Variant.values().length;

    private final Subscription subscription;
    private final TypeView view;
    /** What the client was told instead of what the view says; never something that says the same. */
    private final SortedMap<String, Told> behind;

    private final boolean removals;
    private volatile @Nullable Map<String, String> versions;
    private final Memo<TypeView, Holding> moved = new Memo<>();
    private final Memo<Subscription, Holding> resubscribed = new Memo<>();
    /** By the identity of a response: the response itself may be large, and nobody else may need it. */
    private final Memo<Object, Holding> owing = new Memo<>();
    /** For each variant, without and with removals. */
    private final AtomicReferenceArray<@Nullable Step> steps = new AtomicReferenceArray<>(2 * VARIANTS);

    private final Memo<Variant, Step> heartbeat = new Memo<>();

    /** For {@link #of} and {@link Subscription#settledOn}. */
    Holding(Subscription subscription, TypeView view, SortedMap<String, Told> behind) {
        this.subscription = subscription;
        this.view = view;
        this.behind = behind;
        this.removals = behind.entrySet().stream().anyMatch(this::isRemoval);
    }

    /**
     * The state of clients that want this of a view and were told something else of some names.
     *
     * @param told of all the names that may be behind; it is taken over
     */
    static Holding of(Subscription subscription, TypeView view, SortedMap<String, Told> told) {
        told.entrySet().removeIf(entry -> isUpToDate(subscription, view, entry.getKey(), entry.getValue()));
        return told.isEmpty() ? subscription.settledOn(view) : new Holding(subscription, view, told);
    }

    private static boolean isUpToDate(Subscription subscription, TypeView view, String name, Told told) {
        if (!subscription.includes(name)) {
            return true;
        }
        var resource = view.find(name);
        if (resource != null) {
            return told.is(resource);
        }
        // Who has all knows by silence what there is not; who asked for a name was told so; an alias comes with its
        // resource.
        return told == Told.ABSENT
                || (!told.isResource() && view.resolve(name).isPresent())
                || (told == Told.NOTHING && !subscription.names().contains(name));
    }

    /** A reconnected client's: it names what it has. */
    static Holding claimed(Subscription subscription, TypeView view, Map<String, String> versions) {
        if (hasAll(subscription, view, versions)) {
            return subscription.settledOn(view);
        }
        var told = new TreeMap<String, Told>();
        subscription.names().forEach(name -> told.put(name, Told.NOTHING));
        if (subscription.wildcard()) {
            view.resources().keySet().forEach(name -> told.put(name, Told.NOTHING));
        }
        versions.forEach((name, version) -> told.put(name, Told.version(version)));
        return of(subscription, view, told);
    }

    /** The usual case, and one for which ten thousand clients may come at once. */
    private static boolean hasAll(Subscription subscription, TypeView view, Map<String, String> versions) {
        return (!subscription.wildcard() || subscription.names().isEmpty())
                && subscription.settledOn(view).versions().equals(versions);
    }

    /** The version of each resource that a settled client has; made when it is asked for. */
    private Map<String, String> versions() {
        var known = versions;
        if (known == null) {
            var made = new HashMap<String, String>();
            subscription.select(view).forEach(resource -> made.put(resource.name(), resource.version()));
            known = made;
            versions = made;
        }
        return known;
    }

    // What it is.

    Subscription subscription() {
        return subscription;
    }

    TypeView view() {
        return view;
    }

    /** Whether nothing is behind. */
    boolean isSettled() {
        return behind.isEmpty();
    }

    /** Whether the client has resources that are gone. */
    boolean hasRemovals() {
        return removals;
    }

    private boolean isRemoval(Map.Entry<String, Told> entry) {
        return entry.getValue().isResource() && view.find(entry.getKey()) == null;
    }

    private Told told(String name) {
        var exception = behind.get(name);
        if (exception != null) {
            return exception;
        }
        if (!subscription.includes(name)) {
            return Told.NOTHING;
        }
        var resource = view.find(name);
        return resource == null ? subscription.names().contains(name) ? Told.ABSENT : Told.NOTHING : Told.of(resource);
    }

    // Where it goes.

    /** The same clients when they are to have another view. */
    Holding movedTo(TypeView target) {
        return target == view ? this : moved.get(target, this::move);
    }

    private Holding move(TypeView target) {
        var told = new TreeMap<>(behind);
        for (var name : subscription.among(target.differences(view))) {
            told.put(name, told(name));
        }
        if (subscription.type().wholeState() && subscription.type().removedLast()) {
            told.replaceAll((name, last) -> last.retaining(
                    target.find(name) != null || !last.isResource()
                            ? null
                            : view.find(name) == null ? last.retained() : view.find(name)));
        }
        return of(subscription, target, told);
    }

    /** The same clients when they want something else; what they wanted before they keep. */
    Holding resubscribedTo(Subscription other) {
        return other.equals(subscription) ? this : resubscribed.get(other, this::resubscribe);
    }

    private Holding resubscribe(Subscription other) {
        if (subscription.names().isEmpty() && !subscription.wildcard()) {
            return other.freshFor(view);
        }
        var told = new TreeMap<>(behind);
        for (var name : other.names()) {
            if (!subscription.names().contains(name)) {
                told.put(name, told(name));
            }
        }
        if (other.wildcard() && !subscription.wildcard()) {
            view.resources().keySet().forEach(name -> told.put(name, told(name)));
        }
        return of(other, view, told);
    }

    /** The same clients when something else is known of some names; those that are not wanted are passed over. */
    Holding with(Collection<String> names, Told last) {
        var wanted = names.stream()
                .filter(name -> subscription.includes(name) && behind.get(name) != last)
                .toList();
        if (wanted.isEmpty()) {
            return this;
        }
        var told = new TreeMap<>(behind);
        wanted.forEach(name -> told.put(name, last));
        return of(subscription, view, told);
    }

    /** The same clients when they wait for resources of this type before they use what a response of another type brings. */
    Holding owing(Step other) {
        var owed = other.warmsOn(subscription.type());
        return owed.isEmpty() ? this : owing.get(other.identity(), same -> with(owed, Told.DROPPED));
    }

    // What is sent.

    /**
     * The next response; of one that is settled, one that says nothing.
     *
     * @param withRemovals whether the removals of a type that is {@linkplain ResourceType#removedLast removed last} may go
     */
    Step step(Variant variant, boolean withRemovals) {
        if (isSettled()) {
            return variant.compose(this, true);
        }
        int slot = 2 * variant.slot() + (withRemovals ? 1 : 0);
        var known = steps.get(slot);
        if (known != null) {
            return known;
        }
        var composed =
                variant.compose(this, withRemovals || !subscription.type().removedLast());
        var earlier = steps.compareAndExchange(slot, null, composed);
        return earlier == null ? composed : earlier;
    }

    /** A response that keeps alive what goes with time. */
    Step heartbeat(Variant variant) {
        return heartbeat.get(variant, each -> each.heartbeat(this));
    }

    /** Envelopes without a body, of what goes with time. */
    List<io.envoyproxy.envoy.service.discovery.v3.Resource> heartbeats() {
        return view.withTtl().stream()
                .filter(resource -> subscription.includes(resource.name()))
                .map(resource -> resource.wrapped().toBuilder().clearResource().build())
                .toList();
    }

    /** After how much time the client has to hear that what it has is still there; nothing when none of it goes with time. */
    Optional<Duration> heartbeatInterval() {
        return view.withTtl().stream()
                .filter(resource -> subscription.includes(resource.name()))
                .map(Resource::ttl)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(ttl -> ttl.dividedBy(HEARTBEATS_IN_TTL));
    }

    /** Resources that the client was never sent, or in another version. */
    List<Resource> changed() {
        var changed = new ArrayList<Resource>();
        for (var name : behind.keySet()) {
            var resource = view.find(name);
            if (resource != null) {
                changed.add(resource);
            }
        }
        return changed;
    }

    /** Names that it was sent and that are gone. */
    List<String> removed() {
        return behind.entrySet().stream()
                .filter(this::isRemoval)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Names that it asked for, that do not exist, and of which it was not told so. */
    List<String> missing() {
        return behind.entrySet().stream()
                .filter(entry ->
                        view.find(entry.getKey()) == null && !entry.getValue().isResource())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** By which names the client has asked for a resource, beside its own. */
    Map<String, List<String>> askedAs() {
        if (!subscription.type().onDemand()) {
            return Map.of();
        }
        var asked = new TreeMap<String, List<String>>();
        subscription.names().forEach(name -> {
            if (view.find(name) == null) {
                view.resolve(name).ifPresent(real -> asked.computeIfAbsent(real, each -> new ArrayList<>())
                        .add(name));
            }
        });
        return asked;
    }

    /** All that a client which takes absence for removal must find in a response, with what is gone but must wait. */
    List<Resource> wholeWithRetained() {
        if (!removals) {
            return subscription.select(view);
        }
        var whole = new TreeMap<String, Resource>();
        subscription.select(view).forEach(resource -> whole.put(resource.name(), resource));
        behind.forEach((name, told) -> {
            if (told.retained() != null) {
                whole.putIfAbsent(name, told.retained());
            }
        });
        return List.copyOf(whole.values());
    }

    /** The same clients when they were told all that is behind, but for the removals if those have to wait. */
    Holding told(boolean removalsToo) {
        if (removalsToo || !removals) {
            return subscription.settledOn(view);
        }
        var waiting = new TreeMap<String, Told>();
        removed().forEach(name -> waiting.put(name, told(name)));
        return waiting.size() == behind.size() ? this : new Holding(subscription, view, waiting);
    }
}
