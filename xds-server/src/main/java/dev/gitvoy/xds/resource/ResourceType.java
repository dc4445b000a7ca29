package dev.gitvoy.xds.resource;

import com.google.protobuf.Message;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of xDS resource: all that compiling and serving need to know of it. To serve another kind, add an object to a
 * {@link ResourceTypes}.
 *
 * @param typeUrl its name on the wire
 * @param kind what people call one, for example {@code cluster}
 * @param prototype the empty message
 * @param nameOf the resource's name in a message; empty when the author gave none
 * @param wholeState whether a state-of-the-world response must hold every subscribed resource, because a client takes the
 *     absence of one for its removal (xDS protocol, "Deleting Resources"); such a type also has the legacy wildcard: a first
 *     request without names asks for all
 * @param removedLast whether a removal waits until the client has taken everything else, because something that it still
 *     holds may refer to the removed resource
 * @param warmsOn names in the type {@link #warmsOnTypes} that a client waits for before it uses a new or changed resource
 * @param warmsOnTypes type URLs that must be answered although this type's last response is not: the client does not
 *     acknowledge this one before it has those
 */
public record ResourceType(
        String typeUrl,
        String kind,
        Message prototype,
        Function<Message, String> nameOf,
        boolean wholeState,
        boolean removedLast,
        Function<Message, Optional<String>> warmsOn,
        Set<String> warmsOnTypes) {
    static final String URL_PREFIX = "type.googleapis.com/";

    public ResourceType {
        warmsOnTypes = Set.copyOf(warmsOnTypes);
    }

    /** A type whose resources depend on no other's. */
    public static ResourceType of(
            String kind, Message prototype, Function<Message, String> nameOf, boolean wholeState) {
        return new ResourceType(
                urlOf(prototype), kind, prototype, nameOf, wholeState, false, message -> Optional.empty(), Set.of());
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
