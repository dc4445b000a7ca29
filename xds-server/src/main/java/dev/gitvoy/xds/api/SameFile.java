package dev.gitvoy.xds.api;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;

/** Tells whether a file is the built-in one, whoever has compiled it. */
final class SameFile {
    private SameFile() {}

    static boolean is(FileDescriptorProto file, FileDescriptor builtIn) {
        try {
            // Read the same way, so that an option that both have is known, or unknown, to both.
            var other = FileDescriptorProto.parseFrom(builtIn.toProto().toByteString(), Annotations.REGISTRY);
            return comparable(file).equals(comparable(other));
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    /** Without the JSON names, which follow from the names and which descriptors inside of programs lack. */
    private static FileDescriptorProto comparable(FileDescriptorProto file) {
        var copy = file.toBuilder().clearSourceCodeInfo();
        copy.getMessageTypeBuilderList().forEach(SameFile::clearJsonNames);
        copy.getExtensionBuilderList().forEach(field -> field.clearJsonName());
        return copy.build();
    }

    private static void clearJsonNames(DescriptorProto.Builder message) {
        message.getFieldBuilderList().forEach(field -> field.clearJsonName());
        message.getExtensionBuilderList().forEach(field -> field.clearJsonName());
        message.getNestedTypeBuilderList().forEach(SameFile::clearJsonNames);
    }
}
