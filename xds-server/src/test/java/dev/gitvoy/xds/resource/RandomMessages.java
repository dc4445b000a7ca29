package dev.gitvoy.xds.resource;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import java.util.List;
import java.util.Random;

/** Fills messages at random: any field, any value that JSON and Envoy's YAML can both say. */
final class RandomMessages {
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "yes",
            "null",
            "~",
            "12",
            "1.5",
            "a: b",
            "- x",
            "#",
            "\"q\"",
            "\\",
            "\n\ttab",
            "\u00e9\uD83D\uDE00",
            "<<",
            "@type");

    private final Random random;

    RandomMessages(long seed) {
        this.random = new Random(seed);
    }

    Message message(Message prototype, int depth) {
        var into = prototype.newBuilderForType();
        fill(into, depth);
        return into.build();
    }

    private void fill(Message.Builder into, int depth) {
        var fields = into.getDescriptorForType().getFields();
        int chosen = fields.isEmpty() ? 0 : 1 + random.nextInt(4);
        for (int i = 0; i < chosen; i++) {
            var field = fields.get(random.nextInt(fields.size()));
            boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (isMessage && depth == 0 && WellKnown.of(field.getMessageType()) == WellKnown.NONE) {
                continue;
            }
            if (field.isMapField()) {
                var entry = into.newBuilderForField(field);
                entry.getDescriptorForType()
                        .getFields()
                        .forEach(part -> entry.setField(part, value(part, entry, depth - 1)));
                into.setField(field, List.of(entry.build()));
            } else if (field.isRepeated()) {
                into.addRepeatedField(field, value(field, into, depth));
            } else {
                into.setField(field, value(field, into, depth));
            }
        }
    }

    private Object value(FieldDescriptor field, Message.Builder parent, int depth) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> random.nextBoolean();
            case INT -> (int) number();
            case LONG -> number();
            case FLOAT -> random.nextBoolean() ? (float) number() : random.nextFloat();
            case DOUBLE -> random.nextInt(9) == 0 ? Double.NaN : random.nextDouble() * number();
            case STRING -> text();
            case BYTE_STRING -> ByteString.copyFromUtf8(text());
            case ENUM -> {
                var values = field.getEnumType().getValues();
                yield values.get(random.nextInt(values.size()));
            }
            case MESSAGE -> nested(parent.newBuilderForField(field), Math.max(0, depth - 1));
        };
    }

    private Message nested(Message.Builder into, int depth) {
        switch (WellKnown.of(into.getDescriptorForType())) {
            case ANY ->
                into.mergeFrom(random.nextBoolean() ? pack(message(Router.getDefaultInstance(), 0)) : pack(duration()));
            case DURATION -> into.mergeFrom(duration());
            case TIMESTAMP ->
                into.mergeFrom(Timestamp.newBuilder()
                        .setSeconds(random.nextInt())
                        .setNanos(random.nextInt(1_000_000_000))
                        .build());
            case FIELD_MASK ->
                into.mergeFrom(FieldMask.newBuilder().addPaths("a_b.c").build());
            case STRUCT -> into.mergeFrom(struct(2));
            case VALUE -> into.mergeFrom(freeForm(2));
            case LIST_VALUE ->
                into.mergeFrom(ListValue.newBuilder().addValues(freeForm(1)).build());
            case WRAPPER -> {
                var value = into.getDescriptorForType().findFieldByName("value");
                into.setField(value, value(value, into, 0));
            }
            case NONE -> fill(into, depth);
        }
        return into.build();
    }

    private static Any pack(Message message) {
        return Any.newBuilder()
                .setTypeUrl(
                        "type.googleapis.com/" + message.getDescriptorForType().getFullName())
                .setValue(Deterministic.bytes(message))
                .build();
    }

    private Duration duration() {
        int sign = random.nextBoolean() ? 1 : -1;
        return Duration.newBuilder()
                .setSeconds(sign * (long) random.nextInt(1_000_000))
                .setNanos(sign * random.nextInt(1_000_000_000))
                .build();
    }

    private Struct struct(int depth) {
        return Struct.newBuilder().putFields(text(), freeForm(depth - 1)).build();
    }

    private Value freeForm(int depth) {
        var value = Value.newBuilder();
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> value.setNullValue(NullValue.NULL_VALUE).build();
            case 1 -> value.setBoolValue(random.nextBoolean()).build();
            case 2 -> value.setNumberValue(random.nextInt() / 8.0).build();
            case 3 -> value.setStringValue(text()).build();
            case 4 -> value.setStructValue(struct(depth - 1)).build();
            default ->
                value.setListValue(ListValue.newBuilder().addValues(freeForm(depth - 1)))
                        .build();
        };
    }

    private long number() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(100);
            case 2 -> random.nextInt();
            default -> random.nextLong();
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
