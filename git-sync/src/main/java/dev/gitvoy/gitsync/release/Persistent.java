package dev.gitvoy.gitsync.release;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/** Changes persistent maps by many entries at a time. */
public final class Persistent {
    private Persistent() {}

    /** Returns the map with what is to stand under a key, and without what is gone. */
    public static <V> TreePMap<String, V> with(TreePMap<String, V> map, SortedMap<String, Optional<V>> changes) {
        if (map.isEmpty()) {
            // In one go, which costs a fraction of one after the other.
            var present = new TreeMap<String, V>();
            changes.forEach((key, value) -> value.ifPresent(there -> present.put(key, there)));
            return TreePMap.fromSortedMap(present);
        }
        var next = map;
        for (var change : changes.entrySet()) {
            var value = change.getValue();
            next = value.isPresent() ? next.plus(change.getKey(), value.get()) : next.minus(change.getKey());
        }
        return next;
    }
}
