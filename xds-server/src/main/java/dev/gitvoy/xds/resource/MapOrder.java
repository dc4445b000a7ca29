package dev.gitvoy.xds.resource;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts the maps of dynamic messages in order, to whom a map is but a list of entries: by key, the last of equal keys, as a
 * message with a class writes it (protobuf's Java runtime, {@code CodedOutputStream#useDeterministicSerialization}).
 */
final class MapOrder {
    private MapOrder() {}

    static Message of(DynamicMessage message) {
        var ordered = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (field.isMapField()) {
                ordered.setField(field, sorted(field, (List<?>) value));
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                ordered.setField(
                        field,
                        value instanceof List<?> list
                                ? list.stream().map(MapOrder::ofAny).toList()
                                : ofAny(value));
            }
        });
        return ordered.buildPartial();
    }

    private static List<Object> sorted(FieldDescriptor field, List<?> entries) {
        var key = field.getMessageType().findFieldByName("key");
        var byKey = new TreeMap<Object, Object>();
        // Keys are numbers, booleans or strings, all of one kind.
        entries.forEach(entry -> byKey.put(((Message) entry).getField(key), ofAny(entry)));
        return List.copyOf(byKey.values());
    }

    /** A message with a class has none without one inside of it. */
    private static Object ofAny(Object value) {
        return value instanceof DynamicMessage dynamic ? of(dynamic) : value;
    }
}
