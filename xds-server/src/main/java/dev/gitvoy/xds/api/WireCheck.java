package dev.gitvoy.xds.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.Optional;

/**
 * Tells whether the built-in classes can read the bytes of newer messages, as those who look for names and references do. It
 * is so for every version of an API that keeps protobuf's rules for updates.
 */
final class WireCheck {
    private WireCheck() {}

    static void check(FileDescriptor file) throws ApiDescriptorsException {
        var builtIn = BuiltInFiles.find(file.getName());
        for (var message : file.getMessageTypes()) {
            check(message, builtIn);
        }
    }

    private static void check(Descriptor message, Optional<FileDescriptor> file) throws ApiDescriptorsException {
        var builtIn = file.flatMap(each -> Messages.in(each, message.getFullName()))
                .or(() -> EnvoyTypes.find(message.getFullName()).map(each -> each.getDescriptorForType()));
        if (builtIn.isPresent()) {
            for (var field : builtIn.get().getFields()) {
                var newer = message.findFieldByNumber(field.getNumber());
                if (newer != null && !describe(newer).equals(describe(field))) {
                    throw new ApiDescriptorsException(
                            "field %d of %s is a %s in it, but a %s in the %s; is it a set of Envoy's API?"
                                    .formatted(
                                            field.getNumber(),
                                            message.getFullName(),
                                            describe(newer),
                                            describe(field),
                                            EnvoyTypes.API));
                }
            }
        }
        for (var nested : message.getNestedTypes()) {
            check(nested, file);
        }
    }

    /** What has to be the same for the bytes to be read. A reader passes over numbers of another wire type. */
    private static String describe(FieldDescriptor field) {
        return switch (field.getType()) {
            case STRING -> "string";
            case BYTES -> "byte string";
            case MESSAGE, GROUP -> field.getMessageType().getFullName();
            default -> "number";
        };
    }
}
