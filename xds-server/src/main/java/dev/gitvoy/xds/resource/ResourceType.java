package dev.gitvoy.xds.resource;

import com.google.protobuf.Message;
import io.grpc.ServiceDescriptor;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of xDS resource: all that compiling and serving need to know of it. To serve another kind, add an object to a
 * {@link ResourceTypes}.
 *
 * @param typeUrl its name on the wire
 * @param kind what people call one, for example {@code cluster}
 * @param prototype the empty message
 * @param nameOf the resource's name in a message; empty when the author gave none
 * @param service the discovery service of this type alone, beside the aggregated one
 * @param wholeState whether a state-of-the-world response must hold every subscribed resource, because a client takes the
 *     absence of one for its removal (xDS protocol, "Deleting Resources"); such a type also has the legacy wildcard: a first
 *     request without names asks for all
 * @param removedLast whether a removal waits until the client has taken everything else, because something that it still
 *     holds may refer to the removed resource
 * @param waits whether a change waits until the client has taken the types before. Not so for what the client may need in
 *     order to take them: it acknowledges a cluster only when it is warm, that is, has its endpoints and secrets
 * @param warmsOn the resource that a client waits for before it uses a new or changed one of this type
 */
public record ResourceType(
        String typeUrl,
        String kind,
        Message prototype,
        Function<Message, String> nameOf,
        ServiceDescriptor service,
        boolean wholeState,
        boolean removedLast,
        boolean waits,
        Function<Message, Optional<Reference>> warmsOn) {
    static final String URL_PREFIX = "type.googleapis.com/";

    /** A resource of another type, by name. */
    public record Reference(String typeUrl, String name) {}

    /** A type whose resources may be sent and removed at any time; the other methods take that back. */
    public static <M extends Message> ResourceType of(
            String kind, M prototype, Function<M, String> nameOf, ServiceDescriptor service) {
        @SuppressWarnings("unchecked")
        var message = (Class<M>) prototype.getClass();
        return new ResourceType(
                urlOf(prototype),
                kind,
                prototype,
                each -> nameOf.apply(message.cast(each)),
                service,
                false,
                false,
                false,
                each -> Optional.empty());
    }

    ResourceType withWholeState() {
        return new ResourceType(typeUrl, kind, prototype, nameOf, service, true, removedLast, waits, warmsOn);
    }

    ResourceType thatIsRemovedLast() {
        return new ResourceType(typeUrl, kind, prototype, nameOf, service, wholeState, true, waits, warmsOn);
    }

    ResourceType thatWaits() {
        return new ResourceType(typeUrl, kind, prototype, nameOf, service, wholeState, removedLast, true, warmsOn);
    }

    <M extends Message> ResourceType thatWarmsOn(Class<M> message, Function<M, Optional<Reference>> reference) {
        return new ResourceType(
                typeUrl,
                kind,
                prototype,
                nameOf,
                service,
                wholeState,
                removedLast,
                waits,
                each -> reference.apply(message.cast(each)));
    }

    static String urlOf(Message prototype) {
        return URL_PREFIX + prototype.getDescriptorForType().getFullName();
    }

    /** The last word of the message's name, for metrics and listings: {@code Cluster}. */
    public String shortName() {
        return prototype.getDescriptorForType().getName();
    }

    @Override
    public String toString() {
        return typeUrl;
    }
}
