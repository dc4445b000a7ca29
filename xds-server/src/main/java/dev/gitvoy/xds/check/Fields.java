package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A message that is read by the names of its fields, whichever class it has. A field that the message does not have reads
 * as one that is not set.
 */
record Fields(Message message) {
    // Bounded by the API. A descriptor's own search puts names together each time.
    private static final Map<Descriptor, Map<String, FieldDescriptor>> BY_NAME = new ConcurrentHashMap<>();

    /** Whether a single field is set, or a list or map has something in it. */
    boolean isSet(String name) {
        var field = field(name);
        return field != null
                && (field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field));
    }

    /** Returns the value of a single field, unless it can be missing and is. */
    Optional<Object> value(String name) {
        var field = field(name);
        return field == null || field.isRepeated() || (field.hasPresence() && !message.hasField(field))
                ? Optional.empty()
                : Optional.of(message.getField(field));
    }

    Optional<Fields> message(String name) {
        return value(name).filter(Message.class::isInstance).map(value -> new Fields((Message) value));
    }

    /** Returns a string, or an empty one when it is not set. */
    String text(String name) {
        return value(name)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .orElse("");
    }

    /** Returns the name of an enum's value, the default one when it is not set. */
    String constant(String name) {
        var field = field(name);
        return field != null && !field.isRepeated() && message.getField(field) instanceof EnumValueDescriptor value
                ? value.getName()
                : "";
    }

    /** Returns a whole number; those without a sign are positive. */
    Optional<Long> number(String name) {
        return value(name).map(Fields::number);
    }

    /** Returns what a wrapper such as {@code UInt32Value} holds, if it is there. */
    Optional<Long> wrapped(String name) {
        return message(name).map(wrapper -> {
            var value = wrapper.message.getDescriptorForType().findFieldByName("value");
            return number(wrapper.message.getField(value));
        });
    }

    /** Whether a field is set and true. */
    boolean isTrue(String name) {
        return value(name).filter(Boolean.TRUE::equals).isPresent();
    }

    /** Whether a field is set and false. */
    boolean isFalse(String name) {
        return value(name).filter(Boolean.FALSE::equals).isPresent();
    }

    /** Whether a {@code BoolValue} is set and true. */
    boolean isWrappedTrue(String name) {
        return message(name).filter(wrapper -> wrapper.isTrue("value")).isPresent();
    }

    /** Returns the values of a list. */
    List<Object> list(String name) {
        var field = field(name);
        return field == null ? List.of() : Collections.unmodifiableList((List<?>) message.getField(field));
    }

    /** Returns the messages of a list. */
    List<Fields> messages(String name) {
        var items = list(name);
        if (items.isEmpty()) {
            return List.of();
        }
        var messages = new ArrayList<Fields>(items.size());
        items.forEach(item -> messages.add(new Fields((Message) item)));
        return messages;
    }

    /** Returns the single fields that are messages and set. */
    Stream<Named> children() {
        return message.getAllFields().entrySet().stream()
                .filter(entry -> entry.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        && !entry.getKey().isRepeated())
                .map(entry -> new Named(entry.getKey().getName(), new Fields((Message) entry.getValue())));
    }

    /** Returns the full name of the message in an {@code Any} field, or an empty string. */
    String typeOf(String anyField) {
        return message(anyField)
                .map(any -> any.text("type_url"))
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .orElse("");
    }

    /** Reads a duration, or a timestamp as the time since the epoch, of whichever class the message is. */
    static Duration duration(Object value) {
        var time = new Fields((Message) value);
        long seconds = (Long) time.value("seconds").orElse(0L);
        int nanos = (Integer) time.value("nanos").orElse(0);
        return Duration.ofSeconds(seconds, nanos);
    }

    /** A field's name and the message in it. */
    record Named(String name, Fields fields) {}

    private static long number(Object value) {
        return value instanceof Integer number ? Integer.toUnsignedLong(number) : ((Number) value).longValue();
    }

    private @Nullable FieldDescriptor field(String name) {
        var type = message.getDescriptorForType();
        var byName = BY_NAME.get(type);
        if (byName == null) {
            byName = BY_NAME.computeIfAbsent(type, unknown -> unknown.getFields().stream()
                    .collect(Collectors.toUnmodifiableMap(FieldDescriptor::getName, field -> field)));
        }
        return byName.get(name);
    }
}
