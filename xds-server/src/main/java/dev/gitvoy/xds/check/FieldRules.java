package dev.gitvoy.xds.check;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Excerpt;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.xds.check.MessageRules.Rule;
import dev.gitvoy.xds.check.MessageRules.Violations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles the rules of one field. */
final class FieldRules {
    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.BoolValue",
            "google.protobuf.BytesValue",
            "google.protobuf.DoubleValue",
            "google.protobuf.FloatValue",
            "google.protobuf.Int32Value",
            "google.protobuf.Int64Value",
            "google.protobuf.StringValue",
            "google.protobuf.UInt32Value",
            "google.protobuf.UInt64Value");

    private final FieldDescriptor field;
    private final String name;
    private final List<Rule> compiled = new ArrayList<>();
    private final List<String> ifMissing = new ArrayList<>();

    private FieldRules(FieldDescriptor field) {
        this.field = field;
        this.name = field.getName();
    }

    static FieldRules of(FieldDescriptor field, Fields rules) {
        var fieldRules = new FieldRules(field);
        rules.children().forEach(kind -> fieldRules.add(kind.name(), kind.fields()));
        return fieldRules;
    }

    String field() {
        return name;
    }

    /** What a value has to keep. */
    List<Rule> ofWritten() {
        return compiled;
    }

    /** What is said when the field is not written. */
    List<String> ifMissing() {
        return ifMissing;
    }

    private void add(String kind, Fields rules) {
        switch (kind) {
            case "message" -> addRequired(rules);
            case "repeated" -> addList(rules);
            case "map" -> addMap(rules);
            default -> {
                addRequired(rules);
                addSingle(kind, rules);
            }
        }
    }

    private void addRequired(Fields rules) {
        // A field of a oneof is required only where it is the one that is set, and then it is there.
        if (rules.isTrue("required") && field.getRealContainingOneof() == null) {
            ifMissing.add("%s is missing; %s requires it".formatted(name, Values.name(field.getContainingType())));
        }
    }

    private void addSingle(String kind, Fields rules) {
        var value = new Value(kind, rules, field);
        if (value.demands.isEmpty()) {
            return;
        }
        if (!field.hasPresence()) {
            var broken = value.firstBroken(field.getDefaultValue());
            if (broken != null) {
                ifMissing.add(missing(broken.expected()));
            }
        }
        compiled.add((message, places, violations) -> {
            var found = message.getField(field);
            var broken = value.firstBroken(found);
            if (broken != null) {
                violations.add(places.of(name), value.words(name, broken, found, places.isSecret(field)));
            }
        });
    }

    private String missing(String expected) {
        return "%s is missing in %s; expected %s".formatted(name, Values.name(field.getContainingType()), expected);
    }

    private void addList(Fields rules) {
        addCount(rules, "min_items", "max_items", "item");
        if (rules.isTrue("unique")) {
            compiled.add(this::checkUnique);
        }
        rules.message("items").stream().flatMap(Fields::children).forEach(kind -> {
            if (!kind.name().equals("message")) {
                addItems(new Value(kind.name(), kind.fields(), field));
            }
        });
    }

    private void addCount(Fields rules, String least, String most, String noun) {
        long min = rules.number(least).orElse(0L);
        long max = rules.number(most).orElse(Long.MAX_VALUE);
        boolean ignoresEmpty = rules.isTrue("ignore_empty");
        var expected = rules.isSet(least) && rules.isSet(most)
                ? "%d to %s".formatted(min, Values.count(max, noun))
                : rules.isSet(least) ? "at least " + Values.count(min, noun) : "at most " + Values.count(max, noun);
        if (min > 0 && !ignoresEmpty) {
            ifMissing.add(missing(expected));
        }
        compiled.add((message, places, violations) -> {
            int count = message.getRepeatedFieldCount(field);
            if ((count < min || count > max) && !(ignoresEmpty && count == 0)) {
                violations.add(
                        places.of(name),
                        "%s: found %s; expected %s".formatted(name, Values.count(count, noun), expected));
            }
        });
    }

    private void checkUnique(Message message, FieldPlaces places, Violations violations) {
        var seen = new HashSet<Object>();
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
            var item = message.getRepeatedField(field, i);
            if (!seen.add(item)) {
                var shown = places.isSecret(field) ? "a value" : Values.show(item);
                violations.add(places.of(name, i), "%s: %s is there twice; remove one".formatted(name, shown));
            }
        }
    }

    private void addItems(Value item) {
        compiled.add((message, places, violations) -> {
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                var found = message.getRepeatedField(field, i);
                var broken = item.firstBroken(found);
                if (broken != null) {
                    violations.add(places.of(name, i), item.words(name, broken, found, places.isSecret(field)));
                }
            }
        });
    }

    private void addMap(Fields rules) {
        addCount(rules, "min_pairs", "max_pairs", "key");
        addEntries(rules, "keys", "key");
        addEntries(rules, "values", "value");
        // no_sparse asks for a value for each key, which the reader of YAML asks of all maps.
    }

    /** @param part {@code key} or {@code value} */
    private void addEntries(Fields rules, String rule, String part) {
        var partField = field.getMessageType().findFieldByName(part);
        var keyField = field.getMessageType().findFieldByName("key");
        rules.message(rule).stream()
                .flatMap(Fields::children)
                .filter(kind -> !kind.name().equals("message"))
                .forEach(kind -> {
                    var value = new Value(kind.name(), kind.fields(), partField);
                    compiled.add((message, places, violations) -> {
                        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                            var entry = (Message) message.getRepeatedField(field, i);
                            var found = entry.getField(partField);
                            var broken = value.firstBroken(found);
                            if (broken != null) {
                                var key = String.valueOf(entry.getField(keyField));
                                boolean isKey = part.equals("key");
                                Location at = isKey ? places.ofKey(name, key) : places.ofValue(name, key);
                                var label = isKey ? "key of " + name : name + "[\"" + Excerpt.of(key) + "\"]";
                                violations.add(at, value.words(label, broken, found, places.isSecret(field)));
                            }
                        }
                    });
                });
    }

    /** The demands on one value: of a field, an item, a key or a map's value. */
    private static final class Value {
        private final List<Demand> demands;
        private final boolean ignoresEmpty;
        private final @Nullable FieldDescriptor wrapped;

        Value(String kind, Fields rules, FieldDescriptor field) {
            boolean isWrapper = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && WRAPPERS.contains(field.getMessageType().getFullName());
            this.wrapped = isWrapper ? field.getMessageType().findFieldByName("value") : null;
            this.demands = ScalarRules.of(kind, rules, wrapped == null ? field : wrapped);
            this.ignoresEmpty = rules.isTrue("ignore_empty");
        }

        @Nullable
        Demand firstBroken(Object found) {
            var value = unwrap(found);
            if (ignoresEmpty && isEmpty(value)) {
                return null;
            }
            for (var demand : demands) {
                if (!demand.isMet().test(value)) {
                    return demand;
                }
            }
            return null;
        }

        String words(String label, Demand broken, Object found, boolean isSecret) {
            var value = unwrap(found);
            var shown = isSecret ? Values.hide(value) : broken.found().apply(value);
            return "%s: found %s; expected %s".formatted(label, shown, broken.expected());
        }

        private Object unwrap(Object found) {
            return wrapped == null ? found : ((Message) found).getField(wrapped);
        }

        private static boolean isEmpty(Object value) {
            return value.equals("")
                    || value.equals(ByteString.EMPTY)
                    || (value instanceof Number number && number.doubleValue() == 0)
                    || value.equals(false)
                    || (value instanceof EnumValueDescriptor constant && constant.getNumber() == 0)
                    || (value instanceof Message message
                            && message.getAllFields().isEmpty());
        }
    }
}
