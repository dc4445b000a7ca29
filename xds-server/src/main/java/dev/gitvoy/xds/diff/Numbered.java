package dev.gitvoy.xds.diff;

import java.util.Map;

/** Names for things of which several may be called the same. */
final class Numbered {
    private Numbered() {}

    /** Puts the second of a name as {@code NAME #2}. */
    static <T> void put(Map<String, T> named, String name, T thing) {
        var free = name;
        for (int number = 2; named.containsKey(free); number++) {
            free = name + " #" + number;
        }
        named.put(free, thing);
    }
}
