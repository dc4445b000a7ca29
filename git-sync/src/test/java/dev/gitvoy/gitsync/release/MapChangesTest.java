package dev.gitvoy.gitsync.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.pcollections.TreePMap;

class MapChangesTest {
    /**
     * Few keys, so that they meet.
     *
     * @param before keys of the map
     * @param changes a key that goes, or, from 100 on, comes
     */
    @Property(tries = 500)
    void appliedTo_isWhatAMapBecomes(
            @ForAll @Size(max = 60) Set<@IntRange(max = 99) Integer> before,
            @ForAll @Size(max = 40) List<@IntRange(max = 199) Integer> changes) {
        var map = TreePMap.<String, Integer>empty();
        for (int key : before) {
            map = map.plus(name(key), -1);
        }
        var expected = new TreeMap<String, Integer>(map);
        var come = new TreeMap<String, Integer>();
        var keys = new HashSet<String>();
        var applied = new MapChanges<Integer>();
        for (int i = 0; i < changes.size(); i++) {
            int change = changes.get(i);
            var key = name(change % 100);
            keys.add(key);
            if (change < 100) {
                applied.remove(key);
                expected.remove(key);
            } else {
                applied.put(key, i);
                come.put(key, i);
            }
        }
        expected.putAll(come);

        assertThat(applied.keys()).isEqualTo(keys);
        assertThat(applied.appliedTo(map)).isEqualTo(expected);
        assertThat(applied.appliedTo(TreePMap.empty())).isEqualTo(come);
    }

    @Example
    void put_inAnyOrder_isFound() {
        var changes = new MapChanges<Integer>();
        changes.put("b", 1);
        changes.put("c", 2);
        changes.put("a", 3);
        changes.put("b", 4);

        var map = changes.appliedTo(TreePMap.empty());

        assertThat(map).containsExactly(Map.entry("a", 3), Map.entry("b", 4), Map.entry("c", 2));
        assertThat(map.get("b")).isEqualTo(4);
    }

    private static String name(int key) {
        return "k" + key;
    }
}
