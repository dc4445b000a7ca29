package dev.gitvoy.xds.check;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Excerpt;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/** Values of fields as a message to an author shows them. */
final class Values {
    private static final int LISTED = 12;

    private Values() {}

    static String show(Object value) {
        if (value instanceof String text) {
            return "\"" + Excerpt.of(text) + "\"";
        } else if (value instanceof ByteString bytes) {
            return count(bytes.size(), "byte");
        } else if (value instanceof EnumValueDescriptor constant) {
            return constant.getName();
        } else if (value instanceof Duration duration) {
            return seconds(duration);
        } else if (value instanceof Message message) {
            return message.getDescriptorForType().getFullName();
        } else {
            return String.valueOf(value);
        }
    }

    /** The same where the value may not be seen. */
    static String hide(Object value) {
        return value instanceof String || value instanceof ByteString ? "a string" : "a value";
    }

    /** Of a rule, whose texts are the API's and are shown whole. */
    static String list(Collection<?> values) {
        var listed = values.stream()
                .limit(LISTED)
                .map(value -> value instanceof String text ? "\"" + text + "\"" : show(value))
                .collect(Collectors.joining(", "));
        return values.size() > LISTED ? listed + ", .. (" + values.size() + " in all)" : listed;
    }

    /** Returns the name of a message without its package: {@code HealthCheck.HttpHealthCheck}. */
    static String name(Descriptor message) {
        var outer = message.getContainingType();
        return outer == null ? message.getName() : name(outer) + "." + message.getName();
    }

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String seconds(Duration duration) {
        var seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        return seconds.signum() == 0 ? "0s" : seconds.stripTrailingZeros().toPlainString() + "s";
    }
}
