package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.view.TypeView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One type on one stream: what the client wants, what it was sent, and what it said to that. Decides what is pending; knows
 * nothing of messages or order. Used by one thread at a time.
 */
final class TypeState {
    /** In place of a version: the client was told that there is no such resource. */
    private static final String ABSENT = "";
    /** In place of a version: the client holds the resource in a version that it did not name. */
    private static final String UNKNOWN = "?";

    private final ResourceType type;
    private final Subscription subscription;

    /** Version by name, as sent last, whether accepted or not: a refused version is not sent again either. */
    private final Map<String, String> sent = new HashMap<>();
    /** Names to answer although nothing changed. */
    private final Set<String> owed = new HashSet<>();
    /** Removed resources that the client may still need for a moment; see {@link ResourceType#removedLast}. */
    private final Map<String, Resource> retained = new TreeMap<>();
    /** What the response in flight holds. */
    private List<Resource> inFlightResources = List.of();
    /** The removals that the response in flight tells. */
    private List<String> inFlightRemovals = List.of();

    private final Refusals refusals = new Refusals();

    /** Names of which the client has still to be told. */
    private final Set<String> unsettled = new HashSet<>();

    private @Nullable TypeView target;
    private @Nullable TypeView settledOn;
    private String claimedVersion = "";
    private String nonce = "";
    private String ackedVersion = "";
    private boolean inFlight;
    private boolean answered;

    TypeState(ResourceType type) {
        this.type = type;
        this.subscription = new Subscription(type.wholeState());
    }

    ResourceType type() {
        return type;
    }

    // What the client asks for.

    /** SotW: the request lists everything that is wanted. */
    void subscribeTo(Collection<String> names) {
        if (subscription.replace(names)) {
            forgetUnwanted();
        }
    }

    private void forgetUnwanted() {
        sent.keySet().removeIf(name -> !subscription.includes(name));
        owed.removeIf(name -> !subscription.includes(name));
        refusals.forgetIf(name -> !subscription.includes(name));
        settledOn = null;
    }

    /** SotW, first request of a reconnected client: it holds everything of the type in this version. */
    void claim(String version) {
        claimedVersion = version;
    }

    /** Delta, first request: what a reconnected client holds already. */
    void begin(Collection<String> subscribed, Map<String, String> held) {
        subscription.begin(subscribed);
        subscribed.forEach(subscription::add);
        held.forEach((name, version) -> {
            if (subscription.includes(name)) {
                sent.put(name, version.isEmpty() ? UNKNOWN : version);
            }
        });
        answered = !sent.isEmpty();
    }

    /** Delta: a name that is subscribed to again is answered again, for the client may have dropped what it had. */
    void subscribe(Collection<String> names) {
        for (var name : names) {
            subscription.add(name);
            if (sent.remove(name) != null) {
                owed.add(name);
            }
            settledOn = null;
        }
    }

    /** Delta: names that are no longer wanted; whether they were is no matter. */
    void unsubscribe(Collection<String> names) {
        for (var name : names) {
            if (subscription.remove(name)) {
                if (subscription.includes(name)) {
                    // Still wanted through the wildcard, but the client has dropped its own copy.
                    owed.add(name);
                }
                forgetUnwanted();
            }
        }
    }

    /** Answers a name again that the client waits for, if it has asked for it. */
    void owe(String name) {
        if (subscription.includes(name)) {
            owed.add(name);
        }
    }

    // What it is to be sent.

    /** Compares what the client was sent with what it should have. */
    Pending pending(TypeView view) {
        adopt(view);
        if (view == settledOn && owed.isEmpty()) {
            return Pending.NOTHING;
        }
        var changed = new LinkedHashMap<String, Resource>();
        var removed = new ArrayList<String>();
        var missing = new ArrayList<String>();
        for (var name : candidates(view)) {
            var held = sent.get(name);
            var resource = view.find(name);
            if (resource != null) {
                if (owed.contains(name) || !resource.version().equals(held)) {
                    changed.put(name, resource);
                }
            } else if (owed.contains(name)
                    || (held == null && subscription.names().contains(name))) {
                missing.add(name);
            } else if (held != null && !held.equals(ABSENT)) {
                removed.add(name);
            }
        }
        boolean firstAnswer = subscription.wildcard() && !answered;
        var pending = new Pending(List.copyOf(changed.values()), removed, missing, firstAnswer);
        if (pending.isNothing()) {
            settledOn = view;
            return pending;
        }
        settledOn = null;
        unsettled.clear();
        unsettled.addAll(changed.keySet());
        unsettled.addAll(removed);
        unsettled.addAll(missing);
        refusals.unsure().stream().map(view::find).forEach(resource -> {
            if (resource != null) {
                changed.putIfAbsent(resource.name(), resource);
            }
        });
        return new Pending(List.copyOf(changed.values()), removed, missing, firstAnswer);
    }

    /**
     * The subscribed names that may differ, sorted. Of a client that has all of the view before, those are what changed since,
     * however many resources there are.
     */
    private Collection<String> candidates(TypeView view) {
        var names = new TreeSet<String>(owed);
        var changed = settledOn == null || refusals.any()
                ? Optional.<Set<String>>empty()
                : settledOn == view ? Optional.of(Set.<String>of()) : view.changedSince(settledOn);
        if (changed.isPresent()) {
            changed.get().stream().filter(subscription::includes).forEach(names::add);
        } else {
            names.addAll(sent.keySet());
            names.addAll(subscription.names());
            if (subscription.wildcard()) {
                names.addAll(view.resources().keySet());
            }
        }
        return names;
    }

    /** Makes a view the one to bring the client to. */
    private void adopt(TypeView view) {
        if (view == target) {
            return;
        }
        if (claimedVersion.equals(view.version()) && !answered) {
            view.resources().values().forEach(resource -> sent.put(resource.name(), resource.version()));
            answered = true;
        }
        claimedVersion = "";
        var before = target;
        if (type.removedLast() && before != null) {
            view.changedSince(before).orElseGet(sent::keySet).forEach(name -> {
                var resource = before.find(name);
                if (view.find(name) == null && resource != null && sent.containsKey(name)) {
                    retained.put(name, resource);
                }
            });
        }
        retained.keySet().removeIf(name -> view.find(name) != null);
        refusals.takeUnsureRemovals().forEach(name -> sent.put(name, UNKNOWN));
        target = view;
    }

    /** Everything that a client which takes absence for removal must find in a response, sorted by name. */
    List<Resource> wholeState(TypeView view, boolean withRetained) {
        var whole = new TreeMap<String, Resource>();
        if (subscription.wildcard()) {
            whole.putAll(view.resources());
        }
        for (var name : subscription.names()) {
            var resource = view.find(name);
            if (resource != null) {
                whole.put(name, resource);
            }
        }
        if (withRetained) {
            retained.forEach((name, resource) -> {
                if (sent.containsKey(name)) {
                    whole.putIfAbsent(name, resource);
                }
            });
        }
        return List.copyOf(whole.values());
    }

    /** Notes that a response is on its way. */
    void sending(String nonce, List<Resource> resources, Collection<String> gone) {
        this.nonce = nonce;
        inFlight = true;
        answered = true;
        inFlightResources = resources;
        for (var resource : resources) {
            sent.put(resource.name(), resource.version());
            // A retained one is still to be removed.
            if (!retained.containsKey(resource.name())) {
                settle(resource.name());
            }
        }
        gone.forEach(this::gone);
        inFlightRemovals = List.copyOf(gone);
    }

    /** Notes that the client knows, or need not be told, that a resource is gone. */
    void gone(String name) {
        if (subscription.names().contains(name)) {
            sent.put(name, ABSENT);
        } else {
            sent.remove(name);
        }
        retained.remove(name);
        settle(name);
    }

    /** The client is being told of a name; of the last one, and it will have all of the view. */
    private void settle(String name) {
        owed.remove(name);
        refusals.forget(name);
        if (unsettled.remove(name) && unsettled.isEmpty()) {
            settledOn = target;
        }
    }

    // What it says.

    /** Whether a request answers the response that was sent last. */
    boolean isCurrent(String responseNonce) {
        return responseNonce.equals(nonce);
    }

    /** The client has taken the response in flight. */
    void acked() {
        landed();
    }

    private void landed() {
        inFlight = false;
        inFlightResources = List.of();
        inFlightRemovals = List.of();
    }

    /**
     * The client refuses the response that it was sent last, wholly or in part: what it names is refused, of the rest it may
     * have taken some. Returns the resource that it names first, if any.
     */
    Optional<Resource> nacked(String message) {
        var named = refusals.note(message, inFlightResources, inFlightRemovals);
        // The client may have dropped a name while the response was on its way.
        forgetUnwanted();
        landed();
        return named;
    }

    boolean inFlight() {
        return inFlight;
    }

    boolean refusing() {
        return !inFlight && refusals.any();
    }

    /** Whether the client has all of a view, as far as it wants it. */
    boolean has(TypeView view) {
        return view == settledOn && owed.isEmpty() && !inFlight && !refusing();
    }

    String nonce() {
        return nonce;
    }

    String error() {
        return refusing() ? refusals.error() : "";
    }

    String ackedVersion() {
        return ackedVersion;
    }

    void ackedVersion(String version) {
        ackedVersion = version;
    }
}
