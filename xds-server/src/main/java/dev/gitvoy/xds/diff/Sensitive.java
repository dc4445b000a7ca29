package dev.gitvoy.xds.diff;

import com.google.protobuf.Descriptors.FieldDescriptor;

/** Which fields hold secrets, by Envoy's own mark in the protos. */
final class Sensitive {
    private Sensitive() {}

    /** Whether the field, and all below it, is marked {@code (udpa.annotations.sensitive) = true}. */
    static boolean is(FieldDescriptor field) {
        var options = field.getOptions();
        int number = udpa.annotations.Sensitive.sensitive.getNumber();
        // A descriptor that was not generated may know the option by its number only.
        return options.getExtension(udpa.annotations.Sensitive.sensitive)
                || options.getUnknownFields().hasField(number);
    }
}
