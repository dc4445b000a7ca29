package dev.gitvoy.envoycheck;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.UInt32Value;
import dev.gitvoy.xds.api.EnvoyTypes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The ways in which one field of a message, or of a message inside it, can be set to something that a rule may forbid. */
final class Mutations {
    private static final int DEEPEST = 14;

    private static final List<String> TEXTS = List.of("", "a b", "x\ny", "/a?b");
    private static final Map<String, List<Message>> VALUES = Map.of(
            "google.protobuf.Duration",
                    List.of(duration(0, 0), duration(-1, 0), duration(0, 1), duration(86_400L * 365 * 1000, 0)),
            "google.protobuf.UInt32Value", List.of(UInt32Value.of(0), UInt32Value.of(1), UInt32Value.of(-1)),
            "google.protobuf.DoubleValue", List.of(DoubleValue.of(0), DoubleValue.of(-1), DoubleValue.of(1e6)),
            "google.protobuf.StringValue", List.of(StringValue.of(""), StringValue.of("a\nb")),
            "google.protobuf.BoolValue", List.of(BoolValue.of(true)));
    /** Whose content is anything at all. */
    private static final Set<String> FREE =
            Set.of("google.protobuf.Struct", "google.protobuf.Value", "google.protobuf.Any");

    private final List<Mutation> found = new ArrayList<>();

    /**
     * A message that is different in one place.
     *
     * @param field where: the full name of a field
     */
    record Mutation(String field, String value, Message message) {
        @Override
        public String toString() {
            return field + " = " + value;
        }
    }

    private Mutations() {}

    static List<Mutation> of(Message message) {
        var mutations = new Mutations();
        mutations.visit(message, changed -> changed, 0);
        return mutations.found;
    }

    /** The types of the messages that stand in an {@code Any}. */
    static Set<Descriptor> typesIn(Message message) {
        var types = new LinkedHashSet<Descriptor>();
        if (message instanceof Any any) {
            content(any).ifPresent(inner -> {
                types.add(inner.getDescriptorForType());
                types.addAll(typesIn(inner));
            });
        } else {
            message.getAllFields().values().stream()
                    .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of(value))
                    .filter(Message.class::isInstance)
                    .forEach(inner -> types.addAll(typesIn((Message) inner)));
        }
        return types;
    }

    /** @param whole makes the outermost message of a changed inner one */
    private void visit(Message message, UnaryOperator<Message> whole, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        if (message instanceof Any any) {
            content(any).ifPresent(inner -> {
                visit(
                        inner,
                        changed -> whole.apply(
                                any.toBuilder().setValue(changed.toByteString()).build()),
                        depth + 1);
            });
            return;
        }
        if (message.getDescriptorForType().getFullName().startsWith("google.protobuf.")) {
            return;
        }
        for (var field : message.getDescriptorForType().getFields()) {
            if (field.isMapField()) {
                continue;
            }
            values(message, field).forEach(value -> {
                var builder = message.toBuilder();
                if (value instanceof Optional<?>) {
                    builder.clearField(field);
                } else if (field.isRepeated()) {
                    builder.clearField(field).addRepeatedField(field, value);
                } else {
                    builder.setField(field, value);
                }
                var shown = value instanceof Optional<?>
                        ? "nothing"
                        : String.valueOf(value).strip();
                found.add(new Mutation(field.getFullName(), shown, whole.apply(builder.build())));
            });
            descend(message, field, whole, depth);
        }
    }

    private void descend(Message message, FieldDescriptor field, UnaryOperator<Message> whole, int depth) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return;
        }
        if (field.isRepeated()) {
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                int item = i;
                visit(
                        (Message) message.getRepeatedField(field, item),
                        changed -> whole.apply(message.toBuilder()
                                .setRepeatedField(field, item, changed)
                                .build()),
                        depth + 1);
            }
        } else if (message.hasField(field)) {
            visit(
                    (Message) message.getField(field),
                    changed -> whole.apply(
                            message.toBuilder().setField(field, changed).build()),
                    depth + 1);
        }
    }

    /** An empty Optional clears the field. */
    private static List<Object> values(Message message, FieldDescriptor field) {
        var values = new ArrayList<Object>();
        boolean isSet = field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : hasValue(message, field);
        if (isSet) {
            values.add(Optional.empty());
        }
        // What is not set in a oneof would take the place of what is.
        boolean replaces = field.getRealContainingOneof() != null && !isSet;
        if (!replaces) {
            switch (field.getJavaType()) {
                case STRING -> values.addAll(TEXTS);
                case INT -> values.addAll(List.of(0, 1, -1));
                case LONG -> values.addAll(List.of(0L, 1L));
                case DOUBLE -> values.addAll(List.of(0d, -1d, 1e6));
                case FLOAT -> values.addAll(List.of(0f, -1f));
                case BYTE_STRING -> values.add(ByteString.EMPTY);
                case MESSAGE -> values.addAll(messages(message, field, isSet));
                default -> {
                    // Other values of enums and booleans are all allowed.
                }
            }
        }
        return values;
    }

    private static List<Message> messages(Message message, FieldDescriptor field, boolean isSet) {
        var name = field.getMessageType().getFullName();
        if (VALUES.containsKey(name)) {
            return VALUES.getOrDefault(name, List.of());
        }
        return isSet || FREE.contains(name)
                ? List.of()
                : List.of(message.toBuilder().newBuilderForField(field).build());
    }

    private static boolean hasValue(Message message, FieldDescriptor field) {
        return field.hasPresence()
                ? message.hasField(field)
                : !message.getField(field).equals(field.getDefaultValue());
    }

    private static Optional<Message> content(Any any) {
        return EnvoyTypes.find(any.getTypeUrl()).flatMap(type -> {
            try {
                return Optional.of(type.getParserForType().parseFrom(any.getValue()));
            } catch (InvalidProtocolBufferException e) {
                return Optional.empty();
            }
        });
    }

    private static Duration duration(long seconds, int nanos) {
        return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }
}
