package dev.gitvoy.envoycheck;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.GeneratedMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gitvoy.xds.api.EnvoyTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Replaces messages wherever they stand, inside an {@code Any} of a known type too. Fields that this API does not know stay
 * as they are.
 */
final class Rewriter {
    private final Map<Class<? extends Message>, UnaryOperator<Message>> whole = new HashMap<>();
    private final Map<Class<? extends Message>, UnaryOperator<Message>> outermost = new HashMap<>();
    private Consumer<Message> visitor = message -> {};
    private BiFunction<FieldDescriptor, Object, Object> values = (field, value) -> value;

    /** What a rule returns is looked at no further. */
    <M extends Message> Rewriter replacing(Class<M> type, UnaryOperator<M> rule) {
        whole.put(type, message -> rule.apply(type.cast(message)));
        return this;
    }

    /** What a rule returns is looked at too. */
    <M extends Message> Rewriter changing(Class<M> type, UnaryOperator<M> rule) {
        outermost.put(type, message -> rule.apply(type.cast(message)));
        return this;
    }

    /** Sees every message before it is changed. */
    Rewriter seenBy(Consumer<Message> visitor) {
        this.visitor = visitor;
        return this;
    }

    /** Sees each value of each field, and may return another one. */
    Rewriter changingValues(BiFunction<FieldDescriptor, Object, Object> values) {
        this.values = values;
        return this;
    }

    Message rewrite(Message message) {
        visitor.accept(message);
        var replacing = whole.get(message.getClass());
        if (replacing != null) {
            return replacing.apply(message);
        }
        var changing = outermost.get(message.getClass());
        var changed = changing == null ? message : changing.apply(message);
        return changed instanceof Any any ? any(any) : fields(changed);
    }

    private Any any(Any any) {
        var type = EnvoyTypes.find(any.getTypeUrl()).filter(GeneratedMessage.class::isInstance);
        if (type.isEmpty()) {
            return any;
        }
        try {
            var message = type.get().getParserForType().parseFrom(any.getValue());
            var next = rewrite(message);
            return next.equals(message)
                    ? any
                    : any.toBuilder()
                            .setTypeUrl("type.googleapis.com/"
                                    + next.getDescriptorForType().getFullName())
                            .setValue(next.toByteString())
                            .build();
        } catch (InvalidProtocolBufferException e) {
            // Envoy says what is wrong with it.
            return any;
        }
    }

    private Message fields(Message message) {
        Message.Builder builder = null;
        for (var entry : message.getAllFields().entrySet()) {
            var next = entry.getKey().isRepeated()
                    ? items(entry.getKey(), (List<?>) entry.getValue())
                    : value(entry.getKey(), entry.getValue());
            if (next != entry.getValue()) {
                builder = builder == null ? message.toBuilder() : builder;
                builder.setField(entry.getKey(), next);
            }
        }
        return builder == null ? message : builder.buildPartial();
    }

    private Object items(FieldDescriptor field, List<?> items) {
        var next = new ArrayList<Object>(items.size());
        boolean isChanged = false;
        for (var item : items) {
            var changed = value(field, item);
            isChanged |= changed != item;
            next.add(changed);
        }
        return isChanged ? next : items;
    }

    private Object value(FieldDescriptor field, Object value) {
        var next = values.apply(field, value);
        return next == value && value instanceof Message message ? rewrite(message) : next;
    }
}
