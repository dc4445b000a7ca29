package dev.gitvoy.gitsync.release;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is made when somebody asks for it first, and once: what its making throws is thrown ever after. Any thread. */
final class Lazy<T> {
    /** Null when it is of no more use, so that what it holds can go. */
    private @Nullable Supplier<T> made;

    private volatile @Nullable T value;

    private Lazy(@Nullable Supplier<T> made, @Nullable T value) {
        this.made = made;
        this.value = value;
    }

    static <T> Lazy<T> of(T value) {
        return new Lazy<>(null, value);
    }

    static <T> Lazy<T> from(Supplier<T> made) {
        return new Lazy<>(made, null);
    }

    T get() {
        var known = value;
        return known == null ? make() : known;
    }

    private synchronized T make() {
        var known = value;
        if (known != null || made == null) {
            return requireNonNull(known);
        }
        try {
            known = made.get();
            value = known;
            made = null;
            return known;
        } catch (RuntimeException e) {
            made = () -> {
                throw e;
            };
            throw e;
        }
    }
}
