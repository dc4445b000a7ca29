package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the fields of one message are written. Complete once the message is read. */
public final class FieldPlaces {
    private final Location message;
    private final boolean isSecret;
    private final boolean isExempt;
    private final Map<String, YamlNode> values = new HashMap<>();

    /**
     * @param isSecret whether nothing of the message may be shown
     * @param isExempt whether Envoy's rules are not applied to the message
     */
    public FieldPlaces(Location message, boolean isSecret, boolean isExempt) {
        this.message = message;
        this.isSecret = isSecret;
        this.isExempt = isExempt;
    }

    /** Says where a field is written. */
    public void put(FieldDescriptor field, YamlNode value) {
        values.put(field.getName(), value);
    }

    /** Returns the place of the message itself. */
    public Location message() {
        return message;
    }

    /** Returns the names of the fields that are written, as in the proto. */
    public Set<String> written() {
        return values.keySet();
    }

    /** Returns the place of a field's value, or of the message when the field is not set. */
    public Location of(String snakeCaseField) {
        var value = values.get(snakeCaseField);
        return value == null ? message : value.at();
    }

    /** Returns the place of an item of a repeated field, counted from 0. */
    public Location of(String snakeCaseField, int item) {
        return values.get(snakeCaseField) instanceof YamlNode.Sequence list
                ? items(list).skip(item).findFirst().orElse(list).at()
                : of(snakeCaseField);
    }

    /**
     * Returns the place of a value inside of a field, or of what is nearest to it.
     *
     * @param path names of fields as in the proto, and numbers of items counted from 0
     */
    Location at(String snakeCaseField, Object... path) {
        var value = nearest(snakeCaseField, path);
        return value == null ? message : value.at();
    }

    /** Returns the keys of a mapping inside of a field, in the spelling of the file. */
    Set<String> keysAt(String snakeCaseField, Object... path) {
        return nearest(snakeCaseField, path) instanceof YamlNode.Mapping mapping
                ? mapping.entries().keySet()
                : Set.of();
    }

    private @Nullable YamlNode nearest(String snakeCaseField, Object... path) {
        var value = values.get(snakeCaseField);
        for (var step : path) {
            if (value == null) {
                return null;
            }
            var inner = step instanceof Integer item ? item(value, item) : field(value, (String) step);
            if (inner == null) {
                return value;
            }
            value = inner;
        }
        return value;
    }

    /** One item may stand for a list of it. */
    private static @Nullable YamlNode item(YamlNode value, int item) {
        // At once, unless lists stand in the list.
        if (value instanceof YamlNode.Sequence list
                && item < list.items().size()
                && !(list.items().get(0) instanceof YamlNode.Sequence)) {
            return list.items().get(item);
        }
        return items(value).skip(item).findFirst().orElse(null);
    }

    private static @Nullable YamlNode field(YamlNode value, String snakeCase) {
        if (!(value instanceof YamlNode.Mapping mapping)) {
            return null;
        }
        var entry = mapping.entries().get(snakeCase);
        return entry != null
                ? entry.value()
                : mapping.entries().entrySet().stream()
                        .filter(other -> isSame(other.getKey(), snakeCase))
                        .map(other -> other.getValue().value())
                        .findFirst()
                        .orElse(null);
    }

    /** Whether a key is the other spelling of a name: {@code virtualHosts}. */
    private static boolean isSame(String key, String snakeCase) {
        return key.equalsIgnoreCase(snakeCase.replace("_", ""));
    }

    /** Returns the place of a key of a map. */
    Location ofKey(String snakeCaseField, String key) {
        var entry = entry(snakeCaseField, key);
        return entry == null ? of(snakeCaseField) : entry.keyAt();
    }

    /** Returns the place of a value of a map. */
    Location ofValue(String snakeCaseField, String key) {
        var entry = entry(snakeCaseField, key);
        return entry == null ? of(snakeCaseField) : entry.value().at();
    }

    /** Whether the value of a field must not be shown. */
    boolean isSecret(FieldDescriptor field) {
        return isSecret || FieldTraits.of(field).isSecret();
    }

    /** Whether Envoy's rules are not applied to the message, for a field above it says so. */
    boolean isExempt() {
        return isExempt;
    }

    /** A list in a list is spread out, as it is when it is read. */
    private static Stream<YamlNode> items(YamlNode node) {
        return node instanceof YamlNode.Sequence list
                ? list.items().stream().flatMap(FieldPlaces::items)
                : Stream.of(node);
    }

    private YamlNode.@Nullable Entry entry(String snakeCaseField, String key) {
        return values.get(snakeCaseField) instanceof YamlNode.Mapping mapping
                ? mapping.entries().get(key)
                : null;
    }
}
