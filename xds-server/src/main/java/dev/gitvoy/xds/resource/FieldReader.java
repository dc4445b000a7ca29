package dev.gitvoy.xds.resource;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.xds.check.FieldPlaces;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the fields of a mapping into a message: single ones, lists and maps. */
final class FieldReader {
    private final ProtoReader values;
    private final ReadProblems problems;

    FieldReader(ProtoReader values, ReadProblems problems) {
        this.values = values;
        this.problems = problems;
    }

    /** What was written: a field, and how and where its key is. */
    private record Written(String key, Location at) {
        @Override
        public String toString() {
            return "\"" + key + "\" at " + at;
        }
    }

    /** @param isTyped whether {@code @type} stands beside the fields */
    FieldPlaces read(YamlNode.Mapping mapping, Message.Builder into, Target target, boolean isTyped) {
        var message = into.getDescriptorForType();
        var places = new FieldPlaces(mapping.at(), target.isSecret(), target.isExempt());
        var fields = new HashMap<FieldDescriptor, Written>();
        var oneofs = new HashMap<OneofDescriptor, Written>();
        mapping.entries().forEach((key, entry) -> {
            if (isTyped && key.equals(AnyType.KEY)) {
                return;
            }
            var field = find(message, key);
            if (field.isEmpty()) {
                var known = message.getFields().stream()
                        .map(FieldDescriptor::getName)
                        .toList();
                problems.unknownField(entry.keyAt(), key, message.getFullName(), known);
            } else if (isFirst(field.get(), new Written(key, entry.keyAt()), fields)
                    && !isUnset(entry.value(), field.get())
                    && isOnlyOne(field.get(), new Written(key, entry.keyAt()), oneofs)) {
                places.put(field.get(), entry.value());
                readField(entry.value(), field.get(), into, target.field(field.get()));
            }
        });
        return places;
    }

    /** Finds a field by either spelling, {@code connect_timeout} or {@code connectTimeout}. */
    private static Optional<FieldDescriptor> find(Descriptor message, String key) {
        return Optional.ofNullable(message.findFieldByName(key)).or(() -> message.getFields().stream()
                .filter(field -> field.getJsonName().equals(key))
                .findFirst());
    }

    private boolean isFirst(FieldDescriptor field, Written written, Map<FieldDescriptor, Written> fields) {
        var first = fields.putIfAbsent(field, written);
        if (first != null) {
            var what = "\"%s\" is the same field as %s; keep one".formatted(written.key(), first);
            problems.report(written.at(), "duplicate-field", what);
        }
        return first == null;
    }

    private boolean isOnlyOne(FieldDescriptor field, Written written, Map<OneofDescriptor, Written> oneofs) {
        var oneof = field.getRealContainingOneof();
        var first = oneof == null ? null : oneofs.putIfAbsent(oneof, written);
        if (first != null) {
            var what = "\"%s\" and %s exclude each other; keep one".formatted(written.key(), first);
            problems.report(written.at(), "oneof-conflict", what);
        }
        return first == null;
    }

    /** Null leaves a field unset, except where null is a value. */
    private static boolean isUnset(YamlNode node, FieldDescriptor field) {
        return isNull(node) && (field.isRepeated() || !isFreeForm(field, WellKnown.VALUE));
    }

    private void readField(YamlNode node, FieldDescriptor field, Message.Builder into, Target target) {
        if (field.isMapField()) {
            readMap(node, field, into, target);
        } else if (field.isRepeated()) {
            readItems(node, field, into, target);
        } else {
            values.readValue(node, field, into, target).ifPresent(value -> into.setField(field, value));
        }
    }

    /** Reads a list. As in Envoy, one item may stand for a list of it, and a list in a list is spread out. */
    private void readItems(YamlNode node, FieldDescriptor field, Message.Builder into, Target target) {
        if (!(node instanceof YamlNode.Sequence list)) {
            readItem(node, field, into, target);
            return;
        }
        boolean isSpread = !isFreeForm(field, WellKnown.VALUE) && !isFreeForm(field, WellKnown.LIST_VALUE);
        for (var item : list.items()) {
            if (isSpread && item instanceof YamlNode.Sequence) {
                readItems(item, field, into, target);
            } else {
                readItem(item, field, into, target);
            }
        }
    }

    private void readItem(YamlNode item, FieldDescriptor field, Message.Builder into, Target target) {
        if (isNull(item) && !isFreeForm(field, WellKnown.VALUE)) {
            problems.wrongType(item, target, "a list item; write one or remove the dash");
            return;
        }
        values.readValue(item, field, into, target).ifPresent(value -> into.addRepeatedField(field, value));
    }

    private void readMap(YamlNode node, FieldDescriptor field, Message.Builder into, Target target) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            problems.wrongShape(node, target, "a mapping");
            return;
        }
        var keyField = field.getMessageType().findFieldByName("key");
        var valueField = field.getMessageType().findFieldByName("value");
        mapping.entries().forEach((text, entry) -> {
            // In JSON every key is a string, whatever it is in YAML; a number in quotes is read as a number.
            var keyNode = new YamlNode.Scalar(entry.keyAt(), text, false);
            var builder = into.newBuilderForField(field);
            var key = values.readValue(keyNode, keyField, builder, target);
            var value = readMapValue(entry.value(), valueField, builder, target.entry(text));
            if (key.isPresent() && value.isPresent()) {
                builder.setField(keyField, key.get());
                builder.setField(valueField, value.get());
                into.addRepeatedField(field, builder.buildPartial());
            }
        });
    }

    private Optional<Object> readMapValue(YamlNode node, FieldDescriptor field, Message.Builder entry, Target target) {
        if (isNull(node) && !isFreeForm(field, WellKnown.VALUE)) {
            problems.wrongType(node, target, "a value; write one or remove the key");
            return Optional.empty();
        }
        return values.readValue(node, field, entry, target);
    }

    private static boolean isNull(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && scalar.isNull();
    }

    private static boolean isFreeForm(FieldDescriptor field, WellKnown type) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && WellKnown.of(field.getMessageType()) == type;
    }
}
