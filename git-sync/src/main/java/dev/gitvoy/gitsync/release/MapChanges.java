package dev.gitvoy.gitsync.release;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/**
 * What goes from a persistent map and what comes to it, collected first and applied together. A key may do both, in any order:
 * what comes stays, and of two the later. One thread.
 */
public final class MapChanges<V> {
    /** Of a map of which more than one in so many entries change, too little is shared to be worth it. */
    private static final int SHARED = 2;

    private final Set<String> gone = new HashSet<>();
    /** In whatever order they come; sorted once, which takes little when that is nearly the order of keys. */
    private final List<Map.Entry<String, V>> come = new ArrayList<>();

    private boolean isSorted = true;

    /** @param key need not be in the map */
    public void remove(String key) {
        gone.add(key);
    }

    public void put(String key, V value) {
        isSorted = isSorted
                && (come.isEmpty() || come.get(come.size() - 1).getKey().compareTo(key) < 0);
        come.add(Map.entry(key, value));
    }

    /** All that go or come. */
    public Set<String> keys() {
        var keys = new HashSet<>(gone);
        come.forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    public TreePMap<String, V> appliedTo(TreePMap<String, V> map) {
        sort();
        if (map.isEmpty()) {
            return TreePMap.fromSortedMap(new SortedEntries<>(come));
        }
        if (gone.size() + come.size() > map.size() / SHARED) {
            // In one go, which costs a fraction of one after the other.
            var whole = new TreeMap<String, V>(map);
            gone.forEach(whole::remove);
            come.forEach(entry -> whole.put(entry.getKey(), entry.getValue()));
            return TreePMap.fromSortedMap(whole);
        }
        come.forEach(entry -> gone.remove(entry.getKey()));
        var next = map;
        for (var key : gone) {
            next = next.minus(key);
        }
        for (var entry : come) {
            next = next.plus(entry.getKey(), entry.getValue());
        }
        return next;
    }

    private void sort() {
        if (isSorted) {
            return;
        }
        // Stable: of two with one key, the later stays the later.
        come.sort(Map.Entry.comparingByKey());
        int kept = 0;
        for (int i = 0; i < come.size(); i++) {
            boolean isLastOfKey = i + 1 == come.size()
                    || !come.get(i).getKey().equals(come.get(i + 1).getKey());
            if (isLastOfKey) {
                come.set(kept, come.get(i));
                kept++;
            }
        }
        come.subList(kept, come.size()).clear();
        isSorted = true;
    }
}
