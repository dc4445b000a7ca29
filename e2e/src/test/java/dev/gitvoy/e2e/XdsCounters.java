package dev.gitvoy.e2e;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Envoy's counters of every xDS subscription at one moment, by their names in {@code /stats}. */
record XdsCounters(Map<String, Long> values) {
    /** The counters that moved since an earlier moment, and by how much. */
    SortedMap<String, Long> since(XdsCounters earlier) {
        var moved = new TreeMap<String, Long>();
        values.forEach((name, value) -> {
            long difference = value - earlier.values.getOrDefault(name, 0L);
            if (difference != 0) {
                moved.put(name, difference);
            }
        });
        return moved;
    }

    /** How many updates Envoy has refused in its life. */
    long rejected() {
        return values.entrySet().stream()
                .filter(counter -> counter.getKey().endsWith(".update_rejected"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
