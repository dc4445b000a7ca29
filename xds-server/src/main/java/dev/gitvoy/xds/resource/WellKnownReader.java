package dev.gitvoy.xds.resource;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.xds.api.EnvoyTypes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the messages of protobuf that have a form of their own in JSON. */
final class WellKnownReader {
    private static final String DURATION = "a duration such as \"0.25s\" or \"10s\"";
    private static final String TIMESTAMP = "a time such as \"2026-01-31T12:00:00Z\"";
    private static final String FIELD_MASK = "names of fields with commas, for example \"name,lbPolicy\"";

    private final ProtoReader values;
    private final FieldReader fields;
    private final AnyType types;
    private final ReadProblems problems;

    WellKnownReader(ProtoReader values, FieldReader fields, AnyType types, ReadProblems problems) {
        this.values = values;
        this.fields = fields;
        this.types = types;
        this.problems = problems;
    }

    void read(YamlNode node, Message.Builder into, Target target) {
        switch (WellKnown.of(into.getDescriptorForType())) {
            case ANY -> any(node, into, target);
            case WRAPPER -> wrapper(node, into, target);
            case DURATION -> duration(node, into, target);
            case TIMESTAMP -> timestamp(node, into, target);
            case FIELD_MASK -> fieldMask(node, into, target);
            case STRUCT -> struct(node, into, target);
            case VALUE -> merge(FreeForm.value(node), into);
            case LIST_VALUE -> listValue(node, into, target);
            case NONE ->
                throw new IllegalArgumentException(into.getDescriptorForType().getFullName());
        }
    }

    /** Reads {@code {"@type": .., "value": ..}}, the form that these messages have inside an {@code Any}. */
    void readInsideAny(YamlNode.Mapping mapping, Message.Builder into, Target target) {
        var name = into.getDescriptorForType().getFullName();
        mapping.entries().forEach((key, entry) -> {
            if (key.equals("value")) {
                read(entry.value(), into, target);
            } else if (!key.equals(AnyType.KEY)) {
                problems.unknownField(entry.keyAt(), key, name, List.of("value"));
            }
        });
    }

    private void any(YamlNode node, Message.Builder into, Target target) {
        types.of(node, target).ifPresent(prototype -> {
            var message = prototype.newBuilderForType();
            values.readInsideAny((YamlNode.Mapping) node, message, target);
            var any = Any.newBuilder()
                    .setTypeUrl(EnvoyTypes.URL_PREFIX
                            + message.getDescriptorForType().getFullName())
                    .setValue(Deterministic.bytes(message.buildPartial()));
            merge(any.build(), into);
        });
    }

    private void wrapper(YamlNode node, Message.Builder into, Target target) {
        if (node instanceof YamlNode.Mapping mapping) {
            fields.read(mapping, into, target, false);
            return;
        }
        var value = into.getDescriptorForType().findFieldByName("value");
        values.readValue(node, value, into, target).ifPresent(v -> into.setField(value, v));
    }

    private void duration(YamlNode node, Message.Builder into, Target target) {
        if (node instanceof YamlNode.Mapping mapping) {
            fields.read(mapping, into, target, false);
            var duration = Duration.newBuilder();
            merge(into.buildPartial(), duration);
            if (!TimeReader.isValid(duration.build())) {
                problems.badValue(node, target, "seconds and nanos of one sign, nanos below 1000000000");
            }
            return;
        }
        string(node, target, DURATION).ifPresent(text -> TimeReader.duration(text)
                .ifPresentOrElse(read -> merge(read, into), () -> problems.badValue(node, target, DURATION)));
    }

    private void timestamp(YamlNode node, Message.Builder into, Target target) {
        if (node instanceof YamlNode.Mapping mapping) {
            fields.read(mapping, into, target, false);
            return;
        }
        string(node, target, TIMESTAMP).ifPresent(text -> TimeReader.timestamp(text)
                .ifPresentOrElse(read -> merge(read, into), () -> problems.badValue(node, target, TIMESTAMP)));
    }

    private void fieldMask(YamlNode node, Message.Builder into, Target target) {
        if (node instanceof YamlNode.Mapping mapping) {
            fields.read(mapping, into, target, false);
            return;
        }
        string(node, target, FIELD_MASK).ifPresent(text -> {
            var mask = FieldMask.newBuilder();
            Arrays.stream(text.split(","))
                    .filter(path -> !path.isEmpty())
                    .map(SnakeCase::of)
                    .forEach(mask::addPaths);
            merge(mask.build(), into);
        });
    }

    private void struct(YamlNode node, Message.Builder into, Target target) {
        if (node instanceof YamlNode.Mapping mapping) {
            merge(FreeForm.struct(mapping), into);
        } else {
            problems.wrongShape(node, target, "a mapping");
        }
    }

    private void listValue(YamlNode node, Message.Builder into, Target target) {
        if (node instanceof YamlNode.Sequence list) {
            merge(FreeForm.list(list), into);
        } else if (node instanceof YamlNode.Mapping mapping) {
            fields.read(mapping, into, target, false);
        } else {
            problems.wrongShape(node, target, "a list");
        }
    }

    private Optional<String> string(YamlNode node, Target target, String expected) {
        if (node instanceof YamlNode.Scalar scalar && EnvoyScalar.of(scalar).kind() == EnvoyScalar.Kind.STRING) {
            return Optional.of(scalar.text());
        }
        problems.wrongType(node, target, expected);
        return Optional.empty();
    }

    /** Copies a message into a builder of the same message, whose class may be another, as a dynamic message's is. */
    private static void merge(Message message, Message.Builder into) {
        if (message.getDescriptorForType() == into.getDescriptorForType()) {
            into.mergeFrom(message);
            return;
        }
        try {
            into.mergeFrom(Deterministic.bytes(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "two versions of " + message.getDescriptorForType().getFullName(), e);
        }
    }
}
