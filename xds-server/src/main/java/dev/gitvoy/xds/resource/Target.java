package dev.gitvoy.xds.resource;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.gitvoy.gitsync.problem.Excerpt;
import dev.gitvoy.xds.check.FieldTraits;

/**
 * What a value is read for, as messages name it.
 *
 * @param name a field, a map entry or, at the root, a message
 * @param isSecret whether the value, and all below it, must not be shown
 * @param isExempt whether Envoy's rules are not applied to it and all below it
 */
record Target(String name, boolean isSecret, boolean isExempt) {
    Target(String name, boolean isSecret) {
        this(name, isSecret, false);
    }

    static Target root(Descriptor message) {
        return new Target(message.getFullName(), false);
    }

    Target field(FieldDescriptor field) {
        var traits = FieldTraits.of(field);
        return new Target(field.getName(), isSecret || traits.isSecret(), isExempt || traits.isExempt());
    }

    Target entry(String key) {
        return new Target(name + "[\"" + Excerpt.of(key) + "\"]", isSecret, isExempt);
    }
}
