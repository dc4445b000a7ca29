package dev.gitvoy.xds.resource;

import com.google.protobuf.Message;
import dev.gitvoy.xds.api.EnvoyTypes;
import io.grpc.ServiceDescriptor;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of xDS resource: all that compiling and serving need to know of it. To serve another kind, add an object to a
 * {@link ResourceTypes}. Two are equal when their URLs are.
 *
 * @param typeUrl its name on the wire
 * @param kind what people call one, for example {@code cluster}
 * @param prototype the empty message
 * @param nameOf the resource's name in a message; empty when the author gave none
 * @param service the discovery service of this type alone, beside the aggregated one
 * @param traits how it is served
 * @param warmsOn the resource that a client waits for before it uses a new or changed one of this type
 * @param owner the kind whose parts these are: a name is {@code OWNER/NAME}
 * @param aliases other names by which a client may ask for a resource, of a type that is asked for {@link Trait#ON_DEMAND};
 *     each is {@code OWNER/HOST}, where the host may begin or end with {@code *}
 */
public record ResourceType(
        String typeUrl,
        String kind,
        Message prototype,
        Function<Message, String> nameOf,
        ServiceDescriptor service,
        Set<Trait> traits,
        Function<Message, Optional<Reference>> warmsOn,
        Optional<ResourceType> owner,
        Function<Message, List<String>> aliases) {
    static final String URL_PREFIX = "type.googleapis.com/";
    static final char OWNER_END = '/';

    /** How a type is served. */
    public enum Trait {
        /**
         * A state-of-the-world response must hold every subscribed resource, because a client takes the absence of one for its
         * removal (xDS protocol, "Deleting Resources"). Such a type also has the legacy wildcard: a first request without names
         * asks for all.
         */
        WHOLE_STATE,
        /**
         * A removal waits until the client has taken everything else, because something that it still holds may refer to the
         * removed resource.
         */
        REMOVED_LAST,
        /**
         * A change waits until the client has taken the types before. Not so for what the client may need in order to take
         * them: it acknowledges a cluster only when it is warm, that is, has its endpoints and secrets.
         */
        WAITS,
        /** A client uses a new or changed one only when it has another resource, see {@link ResourceType#warmsOn}. */
        WARMS,
        /**
         * A client asks as its requests come, by aliases. An alias that nothing has is answered by a resource without a body;
         * the first request without names, by nothing at all (VHDS, "Subscribing to Resources").
         */
        ON_DEMAND
    }

    /** A resource of another type, by name. */
    public record Reference(String typeUrl, String name) {}

    public ResourceType {
        traits = Set.copyOf(traits);
    }

    /** A type whose resources may be sent and removed at any time; the other methods take that back. */
    public static <M extends Message> ResourceType of(
            String kind, M prototype, Function<M, String> nameOf, ServiceDescriptor service) {
        return new ResourceType(
                urlOf(prototype),
                kind,
                prototype,
                reading(messageOf(prototype), nameOf),
                service,
                Set.of(),
                each -> Optional.empty(),
                Optional.empty(),
                each -> List.of());
    }

    @SuppressWarnings("unchecked")
    private static <M extends Message> Class<M> messageOf(M prototype) {
        return (Class<M>) prototype.getClass();
    }

    private static <M extends Message, T> Function<Message, T> reading(Class<M> message, Function<M, T> value) {
        return each -> value.apply(EnvoyTypes.as(message, each));
    }

    ResourceType that(Trait first, Trait... more) {
        return new ResourceType(
                typeUrl, kind, prototype, nameOf, service, EnumSet.of(first, more), warmsOn, owner, aliases);
    }

    <M extends Message> ResourceType thatWarmsOn(Class<M> message, Function<M, Optional<Reference>> reference) {
        return new ResourceType(
                typeUrl, kind, prototype, nameOf, service, traits, reading(message, reference), owner, aliases);
    }

    <M extends Message> ResourceType ownedBy(ResourceType whole, Class<M> message, Function<M, List<String>> others) {
        return new ResourceType(
                typeUrl,
                kind,
                prototype,
                nameOf,
                service,
                traits,
                warmsOn,
                Optional.of(whole),
                reading(message, others));
    }

    public boolean wholeState() {
        return traits.contains(Trait.WHOLE_STATE);
    }

    public boolean removedLast() {
        return traits.contains(Trait.REMOVED_LAST);
    }

    public boolean waits() {
        return traits.contains(Trait.WAITS);
    }

    public boolean warms() {
        return traits.contains(Trait.WARMS);
    }

    public boolean onDemand() {
        return traits.contains(Trait.ON_DEMAND);
    }

    static String urlOf(Message prototype) {
        return URL_PREFIX + prototype.getDescriptorForType().getFullName();
    }

    /** The last word of the message's name, for metrics and listings: {@code Cluster}. */
    public String shortName() {
        return prototype.getDescriptorForType().getName();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof ResourceType that && typeUrl.equals(that.typeUrl));
    }

    @Override
    public int hashCode() {
        return typeUrl.hashCode();
    }

    @Override
    public String toString() {
        return typeUrl;
    }
}
