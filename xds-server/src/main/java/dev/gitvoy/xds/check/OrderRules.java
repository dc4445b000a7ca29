package dev.gitvoy.xds.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rules that numbers, durations and times share: bounds, one value, a set of values. */
final class OrderRules<T> {
    private final Fields rules;
    private final Comparator<T> order;
    private final Function<Object, T> read;

    /** @param read of a value of a rule and of a field alike */
    OrderRules(Fields rules, Comparator<T> order, Function<Object, T> read) {
        this.rules = rules;
        this.order = order;
        this.read = read;
    }

    List<Demand> demands() {
        var demands = new ArrayList<Demand>();
        bounds(demands);
        rules.value("const").map(read).ifPresent(only -> demands.add(demand(value -> is(value, only), show(only))));
        var in = rules.list("in").stream().map(read).toList();
        if (!in.isEmpty()) {
            demands.add(demand(value -> in.stream().anyMatch(one -> is(value, one)), "one of " + Values.list(in)));
        }
        var notIn = rules.list("not_in").stream().map(read).toList();
        if (!notIn.isEmpty()) {
            demands.add(demand(
                    value -> notIn.stream().noneMatch(one -> is(value, one)),
                    "a value that is not " + Values.list(notIn)));
        }
        return demands;
    }

    private void bounds(List<Demand> demands) {
        var low = bound("gte", "gt", "at least ", "more than ");
        var high = bound("lte", "lt", "at most ", "less than ");
        if (low != null && high != null) {
            var words = low.words() + " and " + high.words();
            // With the bounds swapped, protoc-gen-validate asks for a value outside of them.
            demands.add(
                    order.compare(high.value(), low.value()) < 0
                            ? demand(
                                    value -> low.allows(value) || high.allows(value),
                                    low.words() + " or " + high.words())
                            : demand(value -> low.allows(value) && high.allows(value), words));
        } else if (low != null) {
            demands.add(demand(low::allows, low.words()));
        } else if (high != null) {
            demands.add(demand(high::allows, high.words()));
        }
    }

    private @Nullable Bound bound(String inclusive, String exclusive, String inclusiveWords, String exclusiveWords) {
        int sign = inclusive.equals("gte") ? 1 : -1;
        return rules.value(inclusive)
                .map(read)
                .map(value -> new Bound(value, sign, true, inclusiveWords + show(value)))
                .or(() -> rules.value(exclusive)
                        .map(read)
                        .map(value -> new Bound(value, sign, false, exclusiveWords + show(value))))
                .orElse(null);
    }

    private boolean is(T value, T other) {
        return order.compare(value, other) == 0;
    }

    private String show(T value) {
        return Values.show(value);
    }

    private Demand demand(Predicate<T> isMet, String expected) {
        return new Demand(value -> isMet.test(read.apply(value)), expected, value -> show(read.apply(value)));
    }

    /** A lower bound (sign 1) or an upper one (sign -1). */
    private final class Bound {
        private final T value;
        private final int sign;
        private final boolean isInclusive;
        private final String words;

        Bound(T value, int sign, boolean isInclusive, String words) {
            this.value = value;
            this.sign = sign;
            this.isInclusive = isInclusive;
            this.words = words;
        }

        T value() {
            return value;
        }

        String words() {
            return words;
        }

        boolean allows(T tested) {
            int compared = order.compare(tested, value) * sign;
            return isInclusive ? compared >= 0 : compared > 0;
        }
    }
}
