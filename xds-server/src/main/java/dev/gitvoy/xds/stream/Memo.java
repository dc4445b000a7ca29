package dev.gitvoy.xds.stream;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what one key led to, so that those who come later with the same key (the same object) need not work it out again.
 * Of several keys only the last is remembered. Thread-safe, without a lock: two that come at once may both work it out, and
 * both get the same object.
 *
 * @param <K> compared by identity
 */
final class Memo<K, V> {
    private record Entry<K, V>(K key, V value) {}

    private final AtomicReference<@Nullable Entry<K, V>> last = new AtomicReference<>();

    V get(K key, Function<K, V> compute) {
        var seen = last.get();
        if (seen != null && seen.key == key) {
            return seen.value;
        }
        var value = compute.apply(key);
        if (!last.compareAndSet(seen, new Entry<>(key, value))) {
            var other = last.get();
            if (other != null && other.key == key) {
                return other.value;
            }
        }
        return value;
    }
}
