package dev.gitvoy.xds.resource;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.gitvoy.gitsync.yaml.YamlNode;

/** Turns any YAML into protobuf's JSON-like values, typed as Envoy's loader types it. */
final class FreeForm {
    private FreeForm() {}

    static Value value(YamlNode node) {
        var value = Value.newBuilder();
        if (node instanceof YamlNode.Mapping mapping) {
            value.setStructValue(struct(mapping));
        } else if (node instanceof YamlNode.Sequence list) {
            value.setListValue(list(list));
        } else if (node instanceof YamlNode.Scalar scalar) {
            var typed = EnvoyScalar.of(scalar);
            switch (typed.kind()) {
                case NULL -> value.setNullValue(NullValue.NULL_VALUE);
                case BOOL -> value.setBoolValue(Boolean.parseBoolean(typed.text()));
                case INTEGER, FLOAT -> value.setNumberValue(Double.parseDouble(typed.text()));
                case STRING -> value.setStringValue(typed.text());
            }
        }
        return value.build();
    }

    static Struct struct(YamlNode.Mapping mapping) {
        var struct = Struct.newBuilder();
        mapping.entries().forEach((key, entry) -> struct.putFields(key, value(entry.value())));
        return struct.build();
    }

    static ListValue list(YamlNode.Sequence list) {
        var values = ListValue.newBuilder();
        list.items().forEach(item -> values.addValues(value(item)));
        return values.build();
    }
}
