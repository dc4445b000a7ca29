package dev.gitvoy.xds.resource;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Location;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private final ByteString body;
    private final Location at;
    private final Optional<Duration> ttl;
    private final Optional<ResourceType.Reference> warmsOn;
    private final List<String> aliases;
    // Made when a client first asks for it, so that to restore a hundred thousand resources takes no time for that.
    private volatile @Nullable Any any;
    private volatile io.envoyproxy.envoy.service.discovery.v3.@Nullable Resource wrapped;

    private Resource(
            ResourceType type,
            String name,
            String version,
            ContentSum sum,
            ByteString body,
            Location at,
            Optional<Duration> ttl,
            Optional<ResourceType.Reference> warmsOn,
            List<String> aliases) {
        this.type = type;
        this.name = name;
        this.version = version;
        this.sum = sum;
        this.body = body;
        this.at = at;
        this.ttl = ttl;
        this.warmsOn = warmsOn;
        this.aliases = List.copyOf(aliases);
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
                ContentSum.of(name, version),
                body,
                at,
                ttl,
                type.warmsOn().apply(message),
                type.aliases().apply(message));
    }

    /** One that was made before, of which is known what follows from its message. */
    static Resource known(
            ResourceType type,
            String name,
            String version,
            ContentSum sum,
            ByteString body,
            Location at,
            Optional<Duration> ttl,
            Optional<ResourceType.Reference> warmsOn,
            List<String> aliases) {
        return new Resource(type, name, version, sum, body, at, ttl, warmsOn, aliases);
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

    /** The encoded message. */
    public ByteString body() {
        return body;
    }

    /** As a state-of-the-world response holds it. */
    public Any any() {
        var made = any;
        if (made == null) {
            made = Any.newBuilder().setTypeUrl(type.typeUrl()).setValue(body).build();
            any = made;
        }
        return made;
    }

    /** As a delta response holds it. */
    public io.envoyproxy.envoy.service.discovery.v3.Resource wrapped() {
        var made = wrapped;
        if (made == null) {
            var wrapper = io.envoyproxy.envoy.service.discovery.v3.Resource.newBuilder()
                    .setName(name)
                    .setVersion(version)
                    .setResource(any());
            ttl.ifPresent(wrapper::setTtl);
            made = wrapper.build();
            wrapped = made;
        }
        return made;
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
        return ttl.map(each -> java.time.Duration.ofSeconds(each.getSeconds(), each.getNanos()));
    }

    /** Whether a client forgets it after a time, if it does not hear of it again. */
    public boolean hasTtl() {
        return ttl.isPresent();
    }

    public Location at() {
        return at;
    }

    @Override
    public String toString() {
        return type.kind() + " " + name + "@" + version;
    }
}
