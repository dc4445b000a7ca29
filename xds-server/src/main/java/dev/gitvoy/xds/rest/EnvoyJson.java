package dev.gitvoy.xds.rest;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.api.EnvoyTypes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages as JSON (proto3 JSON mapping): written with the names of the proto files, read with those or in camel case, fields
 * that are not known passed over.
 */
final class EnvoyJson {
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

    private EnvoyJson() {}

    /** @throws InvalidProtocolBufferException when the text is not JSON, or not of this message */
    static void read(String json, Message.Builder message) throws InvalidProtocolBufferException {
        PARSER.merge(json, message);
    }

    /**
     * @param api that knows the inner messages
     * @throws InvalidProtocolBufferException when the message has an inner one of a type that nobody knows
     */
    static String write(Message message, EnvoyApi api) throws InvalidProtocolBufferException {
        var inner = new HashMap<String, Message>();
        collect(message, api, inner);
        var registry = TypeRegistry.newBuilder();
        inner.values().forEach(each -> registry.add(each.getDescriptorForType()));
        return JsonFormat.printer()
                .usingTypeRegistry(registry.build())
                .preservingProtoFieldNames()
                .omittingInsignificantWhitespace()
                .print(message);
    }

    /** The messages within a message: JSON needs to know them all. */
    private static void collect(Message message, EnvoyApi api, Map<String, Message> found)
            throws InvalidProtocolBufferException {
        if (message.getDescriptorForType() == Any.getDescriptor()) {
            var any = EnvoyTypes.as(Any.class, message);
            var type = api.find(any.getTypeUrl());
            if (type.isPresent()) {
                found.put(any.getTypeUrl(), type.get());
                collect(type.get().getParserForType().parseFrom(any.getValue()), api, found);
            }
            return;
        }
        for (var value : message.getAllFields().values()) {
            for (var each : value instanceof Collection<?> many ? many : List.of(value)) {
                if (each instanceof Message inner) {
                    collect(inner, api, found);
                }
            }
        }
    }
}
