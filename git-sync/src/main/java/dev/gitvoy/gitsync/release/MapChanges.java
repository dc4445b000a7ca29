package dev.gitvoy.gitsync.release;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/**
 * What goes from a persistent map and what comes to it, collected first and applied together. A key may do both, in any order:
 * what comes stays. One thread.
 */
public final class MapChanges<V> {
    /** Of a map of which more than one in so many entries change, too little is shared to be worth it. */
    private static final int SHARED = 2;

    private final Set<String> gone = new HashSet<>();
    private final SortedMap<String, V> come = new TreeMap<>();

    /** @param key need not be in the map */
    public void remove(String key) {
        gone.add(key);
    }

    public void put(String key, V value) {
        come.put(key, value);
    }

    /** All that go or come. */
    public Set<String> keys() {
        var keys = new HashSet<>(gone);
        keys.addAll(come.keySet());
        return keys;
    }

    public TreePMap<String, V> appliedTo(TreePMap<String, V> map) {
        if (map.isEmpty()) {
            return TreePMap.fromSortedMap(come);
        }
        if (gone.size() + come.size() > map.size() / SHARED) {
            // In one go, which costs a fraction of one after the other.
            var whole = new TreeMap<String, V>(map);
            gone.forEach(whole::remove);
            whole.putAll(come);
            return TreePMap.fromSortedMap(whole);
        }
        var next = map;
        for (var key : gone) {
            next = come.containsKey(key) ? next : next.minus(key);
        }
        for (var entry : come.entrySet()) {
            next = next.plus(entry.getKey(), entry.getValue());
        }
        return next;
    }
}
