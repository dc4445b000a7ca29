package dev.gitvoy.xds.stream;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of names that never changes, sorted. Thousands of streams keep one or share one, so it is an array and nothing more:
 * four bytes a name beside the name, which it takes over from the set that it grew from.
 */
final class Names extends AbstractSet<String> {
    static final Names NONE = new Names(new String[0]);

    /** From here on it is worth while to know a set again rather than to sort it. */
    private static final int MANY = 64;

    private final String[] sorted;
    private final int hash;
    /** Made when it is asked for, by sets that many clients may ask for. */
    private volatile @Nullable Set<String> lookup;

    private Names(String[] sorted) {
        this.sorted = sorted;
        this.hash = Arrays.hashCode(sorted);
    }

    static Names of(Collection<String> names) {
        return NONE.plus(names);
    }

    Names plus(Collection<String> more) {
        if (containsAll(more)) {
            return this;
        }
        var all = Arrays.copyOf(sorted, sorted.length + more.size());
        int size = sorted.length;
        for (var name : more) {
            all[size++] = name;
        }
        Arrays.sort(all);
        return new Names(withoutRepeated(all));
    }

    /**
     * Whether a list names just these, in any order. For clients that come by thousands with the same wishes; a small set, or one
     * with a repeated name, may be said to differ.
     */
    boolean areThose(Collection<String> names) {
        if (sorted.length < MANY || names.size() != sorted.length) {
            return false;
        }
        var set = lookup;
        if (set == null) {
            set = Set.of(sorted);
            lookup = set;
        }
        int sum = 0;
        for (var name : names) {
            if (!set.contains(name)) {
                return false;
            }
            sum += name.hashCode();
        }
        return sum == sumOfHashes(sorted);
    }

    private static int sumOfHashes(String[] names) {
        int sum = 0;
        for (var name : names) {
            sum += name.hashCode();
        }
        return sum;
    }

    private static String[] withoutRepeated(String[] sorted) {
        int size = 0;
        for (var name : sorted) {
            if (size == 0 || !sorted[size - 1].equals(name)) {
                sorted[size++] = name;
            }
        }
        return size == sorted.length ? sorted : Arrays.copyOf(sorted, size);
    }

    Names minus(Collection<String> fewer) {
        var taken = new HashSet<>(fewer);
        var left = Arrays.stream(sorted).filter(name -> !taken.contains(name)).toArray(String[]::new);
        return left.length == sorted.length ? this : left.length == 0 ? NONE : new Names(left);
    }

    /** Those of some names that are in this set. */
    Set<String> among(Set<String> names) {
        var found = new TreeSet<String>();
        if (sorted.length < names.size()) {
            Arrays.stream(sorted).filter(names::contains).forEach(found::add);
        } else {
            names.stream().filter(this::contains).forEach(found::add);
        }
        return found;
    }

    @Override
    public boolean contains(Object name) {
        return Arrays.binarySearch(sorted, name) >= 0;
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.asList(sorted).iterator();
    }

    @Override
    public int size() {
        return sorted.length;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Names names ? Arrays.equals(sorted, names.sorted) : super.equals(other));
    }

    /** Not the sum that {@link Set} asks for: it is only compared with others of its kind, within a {@link Subscription}. */
    @Override
    public int hashCode() {
        return hash;
    }
}
