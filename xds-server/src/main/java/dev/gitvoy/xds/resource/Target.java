package dev.gitvoy.xds.resource;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.gitvoy.gitsync.problem.Excerpt;
import java.util.Set;
import udpa.annotations.Sensitive;

/**
 * What a value is read for, as messages name it.
 *
 * @param name a field, a map entry or, at the root, a message
 * @param isSecret whether the value, and all below it, must not be shown
 */
record Target(String name, boolean isSecret) {
    private static final Set<String> SECRET_FIELDS =
            Set.of("inline_string", "inline_bytes", "password", "private_key", "token");

    static Target root(Descriptor message) {
        return new Target(message.getFullName(), false);
    }

    Target field(FieldDescriptor field) {
        boolean isFieldSecret =
                SECRET_FIELDS.contains(field.getName()) || field.getOptions().getExtension(Sensitive.sensitive);
        return new Target(field.getName(), isSecret || isFieldSecret);
    }

    Target entry(String key) {
        return new Target(name + "[\"" + Excerpt.of(key) + "\"]", isSecret);
    }
}
