package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The rules of single values, of all kinds but strings and bytes. */
final class ScalarRules {
    private ScalarRules() {}

    /**
     * Compiles the rules of one kind.
     *
     * @param field that has such values
     * @param kind as the field of {@code validate.FieldRules} is named
     * @throws IllegalArgumentException for a kind that is no single value's
     */
    static List<Demand> of(String kind, Fields rules, FieldDescriptor field) {
        return switch (kind) {
            case "float" -> new OrderRules<>(rules, Comparator.<Float>naturalOrder(), Float.class::cast).demands();
            case "double" -> new OrderRules<>(rules, Comparator.<Double>naturalOrder(), Double.class::cast).demands();
            case "int32", "sint32", "sfixed32" ->
                new OrderRules<>(rules, Comparator.<Integer>naturalOrder(), Integer.class::cast).demands();
            case "int64", "sint64", "sfixed64" ->
                new OrderRules<>(rules, Comparator.<Long>naturalOrder(), Long.class::cast).demands();
            case "uint32", "fixed32" ->
                new OrderRules<>(
                                rules,
                                Comparator.<Long>naturalOrder(),
                                value -> Integer.toUnsignedLong((Integer) value))
                        .demands();
            case "uint64", "fixed64" ->
                new OrderRules<>(rules, Comparator.<Unsigned>naturalOrder(), value -> new Unsigned((Long) value))
                        .demands();
            case "bool" -> new OrderRules<>(rules, Comparator.<Boolean>naturalOrder(), Boolean.class::cast).demands();
            // The rules that compare with the time of the check (lt_now, within, ..) are left out: a commit that is
            // right
            // today has to be right tomorrow. Envoy's API uses none.
            case "duration", "timestamp" ->
                new OrderRules<>(rules, Comparator.<Duration>naturalOrder(), Fields::duration).demands();
            case "string" -> new TextRules(rules).ofString();
            case "bytes" -> new TextRules(rules).ofBytes();
            case "enum" -> enumeration(rules, field.getEnumType());
            case "any" -> any(rules);
            default -> throw new IllegalArgumentException(kind + " (expected: rules of a single value)");
        };
    }

    /** A number without a sign, in its 64 bits. */
    private record Unsigned(long bits) implements Comparable<Unsigned> {
        @Override
        public int compareTo(Unsigned other) {
            return Long.compareUnsigned(bits, other.bits);
        }

        @Override
        public String toString() {
            return Long.toUnsignedString(bits);
        }
    }

    private static List<Demand> enumeration(Fields rules, EnumDescriptor type) {
        var demands = new ArrayList<Demand>();
        rules.value("const")
                .ifPresent(only -> demands.add(Demand.of(value -> only.equals(number(value)), name(type, only))));
        if (rules.isTrue("defined_only")) {
            demands.add(new Demand(
                    value -> ((EnumValueDescriptor) value).getIndex() >= 0,
                    "a value of " + type.getFullName(),
                    value -> String.valueOf(number(value))));
        }
        var in = rules.list("in");
        if (!in.isEmpty()) {
            demands.add(Demand.of(value -> in.contains(number(value)), "one of " + names(type, in)));
        }
        var notIn = rules.list("not_in");
        if (!notIn.isEmpty()) {
            demands.add(
                    Demand.of(value -> !notIn.contains(number(value)), "a value that is not " + names(type, notIn)));
        }
        return demands;
    }

    private static String names(EnumDescriptor type, List<Object> numbers) {
        return numbers.stream().map(number -> name(type, number)).collect(Collectors.joining(", "));
    }

    private static String name(EnumDescriptor type, Object number) {
        var value = type.findValueByNumber((Integer) number);
        return value == null ? number.toString() : value.getName();
    }

    private static int number(Object value) {
        return ((EnumValueDescriptor) value).getNumber();
    }

    private static List<Demand> any(Fields rules) {
        var demands = new ArrayList<Demand>();
        var in = rules.list("in");
        if (!in.isEmpty()) {
            demands.add(new Demand(
                    value -> in.contains(typeUrl(value)),
                    "one of " + Values.list(in),
                    value -> "\"" + typeUrl(value) + "\""));
        }
        var notIn = rules.list("not_in");
        if (!notIn.isEmpty()) {
            demands.add(new Demand(
                    value -> !notIn.contains(typeUrl(value)),
                    "a type that is not " + Values.list(notIn),
                    value -> "\"" + typeUrl(value) + "\""));
        }
        return demands;
    }

    private static String typeUrl(Object value) {
        var any = (Message) value;
        return (String) any.getField(any.getDescriptorForType().findFieldByName("type_url"));
    }
}
