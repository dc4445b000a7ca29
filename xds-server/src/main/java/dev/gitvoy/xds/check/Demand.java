package dev.gitvoy.xds.check;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One thing that a rule asks of a value.
 *
 * @param expected what it asks, to follow "expected": {@code at least 1 byte}
 * @param found what it was asked of, to follow "found": {@code 300 bytes}; shows no secret
 */
record Demand(Predicate<Object> isMet, String expected, Function<Object, String> found) {
    /** Asks for a value itself, which is then shown. */
    static Demand of(Predicate<Object> isMet, String expected) {
        return new Demand(isMet, expected, Values::show);
    }
}
