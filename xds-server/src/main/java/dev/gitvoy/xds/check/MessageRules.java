package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules of one message, ready to be run. What a field that is not written breaks is known beforehand, so a run costs what
 * is written.
 */
final class MessageRules {
    /** Where violations go. */
    @FunctionalInterface
    interface Violations {
        void add(Location at, String what);
    }

    /** A rule of a field that is written. */
    @FunctionalInterface
    interface Rule {
        void check(Message message, FieldPlaces places, Violations violations);
    }

    /** What is said when none of some fields is written. */
    private record Missing(Set<String> fields, String what) {}

    private final Map<String, List<Rule>> ofWritten = new HashMap<>();
    private final List<Missing> missing = new ArrayList<>();

    private MessageRules() {}

    static MessageRules of(Descriptor type) {
        var rules = new MessageRules();
        var annotations = Annotations.of(type);
        if (!annotations.isTrue(Annotations.DISABLED) && !annotations.isTrue(Annotations.IGNORED)) {
            type.getFields().forEach(field -> Annotations.of(field)
                    .message(Annotations.RULES)
                    .ifPresent(options -> rules.add(FieldRules.of(field, new Fields(options)))));
            type.getRealOneofs().stream()
                    .filter(oneof -> Annotations.of(oneof).isTrue(Annotations.REQUIRED_ONEOF))
                    .forEach(rules::require);
        }
        return rules;
    }

    private void add(FieldRules rules) {
        if (!rules.ofWritten().isEmpty()) {
            ofWritten.put(rules.field(), rules.ofWritten());
        }
        rules.ifMissing().forEach(what -> missing.add(new Missing(Set.of(rules.field()), what)));
    }

    private void require(OneofDescriptor oneof) {
        var all = oneof.getFields().stream().map(FieldDescriptor::getName).collect(Collectors.toUnmodifiableSet());
        var current = oneof.getFields().stream()
                .filter(field -> !field.getOptions().getDeprecated())
                .map(FieldDescriptor::getName)
                .collect(Collectors.joining(", "));
        missing.add(new Missing(all, "%s needs one of: %s".formatted(Values.name(oneof.getContainingType()), current)));
    }

    void check(Message message, FieldPlaces places, Violations violations) {
        var written = places.written();
        for (var fields : missing) {
            if (Collections.disjoint(written, fields.fields())) {
                violations.add(places.message(), fields.what());
            }
        }
        if (ofWritten.isEmpty()) {
            return;
        }
        for (var field : written) {
            var rules = ofWritten.get(field);
            if (rules != null) {
                rules.forEach(rule -> rule.check(message, places, violations));
            }
        }
    }
}
