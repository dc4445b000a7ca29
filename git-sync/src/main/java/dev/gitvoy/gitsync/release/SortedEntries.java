package dev.gitvoy.gitsync.release;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A list of entries in ascending order of their keys as a map, for what makes a map of it: to look things up in it is slow. */
@SuppressWarnings("JdkObsolete") // TreePMap asks for no more, and would use no more.
final class SortedEntries<V> extends AbstractMap<String, V> implements SortedMap<String, V> {
    private final List<Map.Entry<String, V>> entries;

    SortedEntries(List<Map.Entry<String, V>> entries) {
        this.entries = entries;
    }

    @Override
    public Set<Map.Entry<String, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, V>> iterator() {
                return entries.iterator();
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }

    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public String firstKey() {
        return entries.get(0).getKey();
    }

    @Override
    public String lastKey() {
        return entries.get(entries.size() - 1).getKey();
    }

    @Override
    public SortedMap<String, V> subMap(String from, String to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SortedMap<String, V> headMap(String to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SortedMap<String, V> tailMap(String from) {
        throw new UnsupportedOperationException();
    }
}
