package dev.gitvoy.xds.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds messages in files. */
final class Messages {
    private Messages() {}

    static Optional<Descriptor> in(FileDescriptor file, String fullName) {
        var prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
        if (!fullName.startsWith(prefix)) {
            return Optional.empty();
        }
        Descriptor found = null;
        for (var name : fullName.substring(prefix.length()).split("\\.", -1)) {
            found = found == null ? file.findMessageTypeByName(name) : found.findNestedTypeByName(name);
            if (found == null) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(found);
    }

    /** Adds all, with those inside of others, by their full names. */
    static void addAll(List<Descriptor> messages, Map<String, Descriptor> into) {
        for (var message : messages) {
            into.put(message.getFullName(), message);
            addAll(message.getNestedTypes(), into);
        }
    }
}
