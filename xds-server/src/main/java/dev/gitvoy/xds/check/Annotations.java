package dev.gitvoy.xds.check;

import com.google.protobuf.DescriptorProtos.EnumValueOptions;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofOptions;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The options that Envoy's protos put on fields, enum values, oneofs and messages beyond protobuf's own, by full name.
 * The same for descriptors that were read from a file, whose options hold these as bytes that nobody has parsed.
 */
final class Annotations {
    static final String RULES = "validate.rules";
    static final String REQUIRED_ONEOF = "validate.required";
    static final String DISABLED = "validate.disabled";
    static final String IGNORED = "validate.ignored";
    static final String SENSITIVE = "udpa.annotations.sensitive";
    static final String DISALLOWED = "envoy.annotations.disallowed_by_default";
    static final String DISALLOWED_VALUE = "envoy.annotations.disallowed_by_default_enum";

    private static final ExtensionRegistry KNOWN = known();

    private final Map<String, Object> values;

    private Annotations(Map<String, Object> values) {
        this.values = values;
    }

    static Annotations of(FieldDescriptor field) {
        return of(field, field.toProto().getOptions(), FieldOptions.getDefaultInstance());
    }

    static Annotations of(OneofDescriptor oneof) {
        return of(oneof, oneof.toProto().getOptions(), OneofOptions.getDefaultInstance());
    }

    static Annotations of(EnumValueDescriptor value) {
        return of(value, value.toProto().getOptions(), EnumValueOptions.getDefaultInstance());
    }

    static Annotations of(com.google.protobuf.Descriptors.Descriptor message) {
        return of(message, message.toProto().getOptions(), MessageOptions.getDefaultInstance());
    }

    private static Annotations of(GenericDescriptor owner, Message options, Message prototype) {
        var values = new HashMap<String, Object>();
        try {
            prototype
                    .newBuilderForType()
                    .mergeFrom(options.toByteString(), KNOWN)
                    .buildPartial()
                    .getAllFields()
                    .forEach((field, value) -> values.put(field.getFullName(), value));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("options of " + owner.getFullName(), e);
        }
        return new Annotations(values);
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    Optional<Message> message(String name) {
        return Optional.ofNullable(values.get(name))
                .filter(Message.class::isInstance)
                .map(Message.class::cast);
    }

    private static ExtensionRegistry known() {
        var registry = ExtensionRegistry.newInstance();
        var files = new HashSet<FileDescriptor>();
        Stream.of(
                        HttpConnectionManager.getDescriptor().getFile(),
                        envoy.annotations.Deprecation.getDescriptor(),
                        udpa.annotations.Sensitive.getDescriptor())
                .forEach(file -> collect(file, files));
        files.stream().flatMap(file -> file.getExtensions().stream()).forEach(extension -> {
            if (extension.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                registry.add(extension, DynamicMessage.getDefaultInstance(extension.getMessageType()));
            } else {
                registry.add(extension);
            }
        });
        return registry;
    }

    private static void collect(FileDescriptor file, Set<FileDescriptor> into) {
        if (into.add(file)) {
            file.getDependencies().forEach(dependency -> collect(dependency, into));
        }
    }
}
