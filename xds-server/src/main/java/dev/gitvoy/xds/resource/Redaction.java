package dev.gitvoy.xds.resource;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.xds.api.EnvoyTypes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import udpa.annotations.Sensitive;

/**
 * The content of a resource for people who may not see its secrets: as in Envoy's own {@code /config_dump}, {@code [redacted]}
 * stands in place of what the API calls sensitive, however deep.
 */
public final class Redaction {
    private static final String REDACTED = "[redacted]";
    /** Fields that the API does not mark though they are what their name says. */
    private static final Set<String> SECRET_FIELDS =
            Set.of("password", "private_key", "token", "access_token", "refresh_token", "json_key", "client_secret");

    private Redaction() {}

    /** Returns nothing when all of it is secret: a secret, or what stands in an encrypted file. */
    public static Optional<Any> of(Resource resource) {
        return resource.type().equals(ResourceTypes.SECRET)
                        || SopsFiles.isEncrypted(resource.at().file())
                ? Optional.empty()
                : Optional.of(any(resource.any()));
    }

    private static Any any(Any any) {
        // What cannot be read may hold a secret.
        var hidden = Any.newBuilder().setTypeUrl(any.getTypeUrl()).build();
        try {
            var prototype = EnvoyTypes.find(any.getTypeUrl());
            if (prototype.isEmpty()) {
                return hidden;
            }
            var message = prototype.get().newBuilderForType().mergeFrom(any.getValue());
            redact(message);
            return any.toBuilder().setValue(message.build().toByteString()).build();
        } catch (InvalidProtocolBufferException e) {
            return hidden;
        }
    }

    private static void redact(Message.Builder message) {
        // Fields of a newer API: nobody here knows what they hold.
        message.setUnknownFields(UnknownFieldSet.getDefaultInstance());
        Map.copyOf(message.getAllFields()).forEach((field, value) -> {
            if (isSensitive(field)) {
                message.setField(field, hidden(field, value, message));
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                message.setField(field, each(field, value, Redaction::redacted));
            }
        });
    }

    private static boolean isSensitive(FieldDescriptor field) {
        return SECRET_FIELDS.contains(field.getName()) || field.getOptions().getExtension(Sensitive.sensitive);
    }

    private static Message redacted(Object value) {
        if (value instanceof Any any) {
            return any(any);
        }
        var message = ((Message) value).toBuilder();
        redact(message);
        return message.build();
    }

    private static Object hidden(FieldDescriptor field, Object value, Message.Builder parent) {
        return switch (field.getJavaType()) {
            case STRING -> each(field, value, text -> REDACTED);
            case BYTE_STRING -> each(field, value, bytes -> ByteString.copyFromUtf8(REDACTED));
            // Which of its fields are set says nothing.
            case MESSAGE -> each(field, value, inner -> allHidden((Message) inner));
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, ENUM ->
                field.isRepeated()
                        ? List.of()
                        : parent.getDefaultInstanceForType().getField(field);
        };
    }

    private static Message allHidden(Message message) {
        var builder = message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
        if (message instanceof Any any) {
            return Any.newBuilder().setTypeUrl(any.getTypeUrl()).build();
        }
        message.getAllFields().forEach((field, value) -> builder.setField(field, hidden(field, value, builder)));
        return builder.build();
    }

    private static Object each(FieldDescriptor field, Object value, Function<Object, Object> function) {
        return field.isRepeated()
                ? ((Collection<?>) value).stream().map(function).toList()
                : function.apply(value);
    }
}
