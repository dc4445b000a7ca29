package dev.gitvoy.xds.resource;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.HashMap;
import java.util.Map;

/** Where the fields of one message are written. Complete once the message is read. */
public final class FieldPlaces {
    private final Location message;
    private final Map<String, YamlNode> values = new HashMap<>();

    FieldPlaces(Location message) {
        this.message = message;
    }

    void put(FieldDescriptor field, YamlNode value) {
        values.put(field.getName(), value);
    }

    /** Returns the place of the message itself. */
    public Location message() {
        return message;
    }

    /** Returns the place of a field's value, or of the message when the field is not set. */
    public Location of(String snakeCaseField) {
        var value = values.get(snakeCaseField);
        return value == null ? message : value.at();
    }

    /** Returns the place of an item of a repeated field, counted from 0. */
    public Location of(String snakeCaseField, int item) {
        return values.get(snakeCaseField) instanceof YamlNode.Sequence list
                        && item < list.items().size()
                ? list.items().get(item).at()
                : of(snakeCaseField);
    }
}
