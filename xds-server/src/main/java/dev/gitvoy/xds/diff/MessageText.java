package dev.gitvoy.xds.diff;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.gitvoy.gitsync.change.ShortDigest;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Values of messages on one line, as an author would write them in YAML, cut when long; what is secret as a digest. */
final class MessageText {
    private static final int LONGEST = 120;
    private static final Set<String> WRAPPERS = Set.of(
            "google.protobuf.DoubleValue",
            "google.protobuf.FloatValue",
            "google.protobuf.Int64Value",
            "google.protobuf.UInt64Value",
            "google.protobuf.Int32Value",
            "google.protobuf.UInt32Value",
            "google.protobuf.BoolValue",
            "google.protobuf.StringValue",
            "google.protobuf.BytesValue");
    private static final Set<String> TIMES = Set.of("google.protobuf.Duration", "google.protobuf.Timestamp");
    private static final Set<String> FREE =
            Set.of("google.protobuf.Struct", "google.protobuf.Value", "google.protobuf.ListValue");

    private final Function<String, Optional<Message>> types;

    /** @param types finds the prototype of what an {@code Any} holds, by its type URL */
    MessageText(Function<String, Optional<Message>> types) {
        this.types = types;
    }

    /** Whether a message is one value to people, without fields that they would name. */
    static boolean isValue(Message message) {
        var name = message.getDescriptorForType().getFullName();
        return WRAPPERS.contains(name)
                || TIMES.contains(name)
                || (FREE.contains(name) && !name.equals("google.protobuf.Struct"));
    }

    static boolean isAny(Message message) {
        return message.getDescriptorForType().getFullName().equals("google.protobuf.Any");
    }

    /** A field's value, or an item of it. */
    String of(FieldDescriptor field, Object value, boolean masked) {
        return cut(whole(field, value, masked || Sensitive.is(field)));
    }

    String of(Message message, boolean masked) {
        return cut(whole(message, masked));
    }

    /** In place of two values that look the same when they are cut. */
    static String digest(Object value) {
        return ShortDigest.of(bytes(value));
    }

    private static byte[] bytes(Object value) {
        return value instanceof ByteString bytes
                ? bytes.toByteArray()
                : value instanceof Message message
                        ? message.toByteArray()
                        : value.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private String whole(FieldDescriptor field, Object value, boolean masked) {
        if (value instanceof Collection<?> many) {
            return many.stream()
                    .limit(LONGEST)
                    .map(each -> whole(field, each, masked))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Message message) {
            return whole(message, masked);
        }
        if (masked) {
            return digest(value);
        }
        if (value instanceof ByteString bytes) {
            return bytes.size() + " bytes " + digest(bytes);
        }
        if (value instanceof EnumValueDescriptor constant) {
            return constant.getName();
        }
        return value instanceof Number number ? number(field, number) : oneLine(value.toString());
    }

    private static String number(FieldDescriptor field, Number number) {
        return switch (field.getType()) {
            case UINT32, FIXED32 -> Integer.toUnsignedString(number.intValue());
            case UINT64, FIXED64 -> Long.toUnsignedString(number.longValue());
            case DOUBLE, FLOAT -> decimal(number.doubleValue());
            default -> number.toString();
        };
    }

    private static String decimal(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private String whole(Message message, boolean masked) {
        var name = message.getDescriptorForType().getFullName();
        if (WRAPPERS.contains(name)) {
            var field = message.getDescriptorForType().findFieldByName("value");
            return whole(field, message.getField(field), masked);
        }
        if (masked) {
            return digest(message);
        }
        if (TIMES.contains(name)) {
            return time(message);
        }
        if (isAny(message)) {
            return any(message);
        }
        if (FREE.contains(name)) {
            return free(message);
        }
        return message.getAllFields().entrySet().stream()
                .map(entry -> entry.getKey().getName() + ": "
                        + whole(entry.getKey(), entry.getValue(), Sensitive.is(entry.getKey())))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String time(Message message) {
        var type = message.getDescriptorForType();
        var seconds = (Long) message.getField(type.findFieldByName("seconds"));
        var nanos = (Integer) message.getField(type.findFieldByName("nanos"));
        var text = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9)).stripTrailingZeros();
        return text.toPlainString() + "s";
    }

    private String any(Message any) {
        var url = typeUrl(any);
        var shortName = url.substring(url.lastIndexOf('.') + 1);
        return unpack(any)
                .map(message -> shortName + whole(message, false))
                .orElseGet(() -> shortName + " " + digest(any));
    }

    static String typeUrl(Message any) {
        return (String) any.getField(any.getDescriptorForType().findFieldByName("type_url"));
    }

    /** What an {@code Any} holds; empty when its type is not known. */
    Optional<Message> unpack(Message any) {
        var url = typeUrl(any);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        var value = any instanceof Any typed
                ? typed.getValue()
                : (ByteString) any.getField(any.getDescriptorForType().findFieldByName("value"));
        return types.apply(url).flatMap(prototype -> {
            try {
                return Optional.of(prototype.getParserForType().parseFrom(value));
            } catch (InvalidProtocolBufferException e) {
                return Optional.empty();
            }
        });
    }

    private static String free(Message message) {
        try {
            return switch (message.getDescriptorForType().getName()) {
                case "Struct" -> free(Struct.parseFrom(message.toByteString()));
                case "ListValue" -> free(ListValue.parseFrom(message.toByteString()));
                default -> free(Value.parseFrom(message.toByteString()));
            };
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message is read by its own type", e);
        }
    }

    private static String free(Struct struct) {
        return sorted(struct.getFieldsMap()).entrySet().stream()
                .map(entry -> entry.getKey() + ": " + free(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String free(ListValue list) {
        return list.getValuesList().stream().map(MessageText::free).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String free(Value value) {
        return switch (value.getKindCase()) {
            case STRUCT_VALUE -> free(value.getStructValue());
            case LIST_VALUE -> free(value.getListValue());
            case STRING_VALUE -> oneLine(value.getStringValue());
            case NUMBER_VALUE -> decimal(value.getNumberValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            default -> "null";
        };
    }

    private static <T> Map<String, T> sorted(Map<String, T> map) {
        return new TreeMap<>(map);
    }

    private static String oneLine(String text) {
        return text.codePoints()
                .limit(LONGEST + 1)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String cut(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= LONGEST ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "..";
    }
}
