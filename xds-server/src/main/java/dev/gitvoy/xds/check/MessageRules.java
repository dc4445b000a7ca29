package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The rules of one message, ready to be run. */
final class MessageRules {
    /** Where violations go. */
    @FunctionalInterface
    interface Violations {
        void add(Location at, String what);
    }

    /** A rule of one field or oneof. */
    @FunctionalInterface
    interface Rule {
        void check(Message message, FieldPlaces places, Violations violations);
    }

    private final List<Rule> rules;

    private MessageRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    static MessageRules of(Descriptor type) {
        var annotations = Annotations.of(type);
        var rules = new ArrayList<Rule>();
        if (!annotations.isTrue(Annotations.DISABLED) && !annotations.isTrue(Annotations.IGNORED)) {
            type.getFields().forEach(field -> Annotations.of(field)
                    .message(Annotations.RULES)
                    .ifPresent(options -> rules.addAll(FieldRules.of(field, new Fields(options)))));
            type.getRealOneofs().stream()
                    .filter(oneof -> Annotations.of(oneof).isTrue(Annotations.REQUIRED_ONEOF))
                    .forEach(oneof -> rules.add(required(oneof)));
        }
        return new MessageRules(rules);
    }

    void check(Message message, FieldPlaces places, Violations violations) {
        for (var rule : rules) {
            rule.check(message, places, violations);
        }
    }

    private static Rule required(OneofDescriptor oneof) {
        var names = oneof.getFields().stream()
                .filter(field -> !field.getOptions().getDeprecated())
                .map(FieldDescriptor::getName)
                .collect(Collectors.joining(", "));
        var what = "%s needs one of: %s".formatted(Values.name(oneof.getContainingType()), names);
        return (message, places, violations) -> {
            if (!message.hasOneof(oneof)) {
                violations.add(places.message(), what);
            }
        };
    }
}
