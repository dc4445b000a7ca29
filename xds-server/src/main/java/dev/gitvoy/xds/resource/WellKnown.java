package dev.gitvoy.xds.resource;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.Map;

/** The messages of protobuf that have a form of their own in JSON. */
enum WellKnown {
    /** Any other message: a mapping of its fields. */
    NONE,
    ANY,
    WRAPPER,
    DURATION,
    TIMESTAMP,
    FIELD_MASK,
    STRUCT,
    VALUE,
    LIST_VALUE;

    private static final Map<String, WellKnown> BY_NAME = Map.ofEntries(
            Map.entry("google.protobuf.Any", ANY),
            Map.entry("google.protobuf.Duration", DURATION),
            Map.entry("google.protobuf.Timestamp", TIMESTAMP),
            Map.entry("google.protobuf.FieldMask", FIELD_MASK),
            Map.entry("google.protobuf.Struct", STRUCT),
            Map.entry("google.protobuf.Value", VALUE),
            Map.entry("google.protobuf.ListValue", LIST_VALUE),
            Map.entry("google.protobuf.BoolValue", WRAPPER),
            Map.entry("google.protobuf.BytesValue", WRAPPER),
            Map.entry("google.protobuf.DoubleValue", WRAPPER),
            Map.entry("google.protobuf.FloatValue", WRAPPER),
            Map.entry("google.protobuf.Int32Value", WRAPPER),
            Map.entry("google.protobuf.Int64Value", WRAPPER),
            Map.entry("google.protobuf.StringValue", WRAPPER),
            Map.entry("google.protobuf.UInt32Value", WRAPPER),
            Map.entry("google.protobuf.UInt64Value", WRAPPER));

    static WellKnown of(Descriptor message) {
        return BY_NAME.getOrDefault(message.getFullName(), NONE);
    }
}
