package dev.gitvoy.gitsync.change;

import java.util.Optional;

/**
 * One thing that differs within a {@link Change}. Never holds a secret.
 *
 * @param what for example the path of a field, an endpoint, a cluster among weighted ones; empty when the change's own name
 *     says it
 * @param before empty when it was not there
 * @param after empty when it is gone
 */
public record Detail(String what, Optional<String> before, Optional<String> after) {
    /** @param value what it is; may be empty when its name says all */
    public static Detail added(String what, String value) {
        return new Detail(what, Optional.empty(), Optional.of(value));
    }

    public static Detail removed(String what, String value) {
        return new Detail(what, Optional.of(value), Optional.empty());
    }

    public static Detail changed(String what, String before, String after) {
        return new Detail(what, Optional.of(before), Optional.of(after));
    }

    /** {@code v2 5 % -> 20 %}, {@code 10.0.0.7:8080 added}. */
    @Override
    public String toString() {
        var start = what.isEmpty() ? "" : what + " ";
        if (before.isPresent() && after.isPresent()) {
            return start + before.get() + " -> " + after.get();
        }
        var value = before.or(() -> after).orElse("");
        return start + (value.isEmpty() ? "" : value + " ") + (after.isPresent() ? "added" : "removed");
    }
}
