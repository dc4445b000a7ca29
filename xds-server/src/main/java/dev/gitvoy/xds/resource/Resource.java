package dev.gitvoy.xds.resource;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.gitvoy.gitsync.problem.Location;
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
    private final Any any;
    private final io.envoyproxy.envoy.service.discovery.v3.Resource wrapped;
    private final Optional<ResourceType.Reference> warmsOn;
    private final Location at;

    /** @param body the message's deterministic bytes */
    Resource(ResourceType type, String name, ByteString body, Optional<ResourceType.Reference> warmsOn, Location at) {
        this.type = type;
        this.name = name;
        this.version = ContentHash.of(body);
        this.any = Any.newBuilder().setTypeUrl(type.typeUrl()).setValue(body).build();
        this.wrapped = io.envoyproxy.envoy.service.discovery.v3.Resource.newBuilder()
                .setName(name)
                .setVersion(version)
                .setResource(any)
                .build();
        this.warmsOn = warmsOn;
        this.at = at;
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

    public Location at() {
        return at;
    }

    @Override
    public String toString() {
        return type.kind() + " " + name + "@" + version;
    }
}
