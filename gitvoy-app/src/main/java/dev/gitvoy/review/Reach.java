package dev.gitvoy.review;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Which Envoys a change is for.
 *
 * @param everyone all of them, of whatever group
 * @param groups by name, sorted; empty when it is for everyone
 */
record Reach(boolean everyone, List<String> groups) implements Comparable<Reach> {
    static final Reach EVERYONE = new Reach(true, List.of());
    static final Reach NOBODY = new Reach(false, List.of());

    private static final Comparator<Reach> ORDER = Comparator.comparing((Reach reach) -> !reach.everyone)
            .thenComparing(reach -> reach.groups.isEmpty())
            .thenComparing(reach -> String.join(",", reach.groups));

    Reach {
        groups = List.copyOf(groups);
    }

    /** @param scopes as resources have them: the empty one is seen by everyone */
    static Reach of(Collection<String> scopes) {
        return scopes.contains("") ? EVERYONE : new Reach(false, List.copyOf(new TreeSet<>(scopes)));
    }

    /** For everyone first, for nobody last. */
    @Override
    public int compareTo(Reach other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return everyone ? "all groups" : groups.isEmpty() ? "no group" : String.join(", ", groups);
    }
}
