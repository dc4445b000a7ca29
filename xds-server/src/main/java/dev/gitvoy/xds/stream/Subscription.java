package dev.gitvoy.xds.stream;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which resources of one type a client wants: some by name, or all of them, or both. The same for SotW and delta; only the
 * way to say it differs (xDS protocol, "How the client specifies what resources to return").
 */
final class Subscription {
    private static final String WILDCARD = "*";

    private final boolean legacyWildcard;
    private final Set<String> names = new HashSet<>();
    private boolean wildcard;
    private boolean anyNameEver;

    /** @param legacyWildcard whether a client that has never given a name of this type wants all */
    Subscription(boolean legacyWildcard) {
        this.legacyWildcard = legacyWildcard;
    }

    boolean wildcard() {
        return wildcard;
    }

    /** The names that were asked for, beside the wildcard. */
    Set<String> names() {
        return names;
    }

    boolean includes(String name) {
        return wildcard || names.contains(name);
    }

    /** SotW: a request lists everything that is wanted. Returns whether that is something else than before. */
    boolean replace(Collection<String> requested) {
        var namesBefore = Set.copyOf(names);
        boolean wildcardBefore = wildcard;
        names.clear();
        wildcard = false;
        requested.forEach(this::add);
        // Once a client has given a name, an empty list means none, no longer all.
        if (!anyNameEver && legacyWildcard) {
            wildcard = true;
        }
        return wildcard != wildcardBefore || !names.equals(namesBefore);
    }

    /** Delta: the first request of a type without a name subscribes to all, where the type has the legacy wildcard. */
    void begin(Collection<String> subscribed) {
        if (subscribed.isEmpty() && legacyWildcard) {
            wildcard = true;
        }
    }

    /** Adds a name or the wildcard. */
    void add(String name) {
        if (name.equals(WILDCARD)) {
            wildcard = true;
            anyNameEver = true;
        } else if (!name.isEmpty()) {
            names.add(name);
            anyNameEver = true;
        }
    }

    /** Delta: takes away a name or the wildcard; one that was never added changes nothing. Returns whether it was there. */
    boolean remove(String name) {
        if (name.equals(WILDCARD)) {
            boolean was = wildcard;
            wildcard = false;
            return was;
        }
        return names.remove(name);
    }
}
