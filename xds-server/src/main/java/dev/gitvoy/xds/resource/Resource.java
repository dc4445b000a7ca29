package dev.gitvoy.xds.resource;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Location;
import java.util.List;
import java.util.Optional;

/**
 * A resource of a commit, encoded once for all clients. Immutable.
 *
 * <p>The version is a hash of the content, never of the commit: replicas agree on it, and a commit that leaves the resource
 * alone moves nothing.
 */
public final class Resource {
    private final ResourceType type;
    private final String name;
    private final String version;
    private final ContentSum sum;
    private final Any any;
    private final io.envoyproxy.envoy.service.discovery.v3.Resource wrapped;
    private final Optional<ResourceType.Reference> warmsOn;
    private final List<String> aliases;
    private final Location at;

    private Resource(
            ResourceType type,
            String name,
            String version,
            ByteString body,
            ContentSum sum,
            Optional<Duration> ttl,
            Optional<ResourceType.Reference> warmsOn,
            List<String> aliases,
            Location at) {
        this.type = type;
        this.name = name;
        this.version = version;
        this.sum = sum;
        this.any = Any.newBuilder().setTypeUrl(type.typeUrl()).setValue(body).build();
        var wrapper = io.envoyproxy.envoy.service.discovery.v3.Resource.newBuilder()
                .setName(name)
                .setVersion(version)
                .setResource(any);
        ttl.ifPresent(wrapper::setTtl);
        this.wrapped = wrapper.build();
        this.warmsOn = warmsOn;
        this.aliases = List.copyOf(aliases);
        this.at = at;
    }

    /** @param at where it is written */
    public static Resource of(ResourceType type, Message message, Location at) {
        return of(type, message, Optional.empty(), ByteString.EMPTY, at);
    }

    /**
     * @param ttl after which a client forgets it, if it does not hear of it again
     * @param salt makes a version of secret content tell nothing of it; else empty
     */
    static Resource of(ResourceType type, Message message, Optional<Duration> ttl, ByteString salt, Location at) {
        var body = Deterministic.bytes(message);
        // Whoever has the same bytes for another time does not have the same.
        var version = ContentHash.of(
                ttl.map(Deterministic::bytes).map(body::concat).orElse(body).concat(salt));
        var name = type.nameOf().apply(message);
        return new Resource(
                type,
                name,
                version,
                body,
                ContentSum.of(name, version),
                ttl,
                type.warmsOn().apply(message),
                type.aliases().apply(message),
                at);
    }

    /** One that was made before, of which is known what follows from its message. */
    static Resource known(
            ResourceType type,
            String name,
            String version,
            ByteString body,
            ContentSum sum,
            Optional<Duration> ttl,
            Optional<ResourceType.Reference> warmsOn,
            List<String> aliases,
            Location at) {
        return new Resource(type, name, version, body, sum, ttl, warmsOn, aliases, at);
    }

    public ResourceType type() {
        return type;
    }

    public String name() {
        return name;
    }

    public String version() {
        return version;
    }

    /** Its part in the version of a set. */
    public ContentSum sum() {
        return sum;
    }

    /** As a state-of-the-world response holds it. */
    public Any any() {
        return any;
    }

    /** As a delta response holds it. */
    public io.envoyproxy.envoy.service.discovery.v3.Resource wrapped() {
        return wrapped;
    }

    /** What a client waits for before it uses this resource; see {@link ResourceType#warmsOn}. */
    public Optional<ResourceType.Reference> warmsOn() {
        return warmsOn;
    }

    /** Other names by which clients ask for it; see {@link ResourceType#aliases}. */
    public List<String> aliases() {
        return aliases;
    }

    /** After which a client forgets it, if it does not hear of it again. */
    public Optional<java.time.Duration> ttl() {
        return hasTtl()
                ? Optional.of(java.time.Duration.ofSeconds(
                        wrapped.getTtl().getSeconds(), wrapped.getTtl().getNanos()))
                : Optional.empty();
    }

    /** Whether a client forgets it after a time, if it does not hear of it again. */
    public boolean hasTtl() {
        return wrapped.hasTtl();
    }

    public Location at() {
        return at;
    }

    @Override
    public String toString() {
        return type.kind() + " " + name + "@" + version;
    }
}
