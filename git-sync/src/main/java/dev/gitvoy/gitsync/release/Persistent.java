package dev.gitvoy.gitsync.release;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/** Changes persistent maps by many entries at a time. */
public final class Persistent {
    /** Of a map of which more than one in so many entries change, too little is shared to be worth it. */
    private static final int SHARED = 2;

    private Persistent() {}

    /**
     * Returns the map without what goes and with what comes; what comes in the place of another need not go.
     *
     * @param gone may hold keys that are not there
     */
    public static <V> TreePMap<String, V> with(
            TreePMap<String, V> map, Set<String> gone, SortedMap<String, ? extends V> come) {
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
