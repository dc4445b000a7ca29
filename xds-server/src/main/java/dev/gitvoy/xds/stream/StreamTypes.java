package dev.gitvoy.xds.stream;

import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.grpc.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which types a stream may carry: all of them (ADS), or one. */
final class StreamTypes {
    private static final Logger log = LoggerFactory.getLogger(StreamTypes.class);
    private static final String V2_PREFIX = "type.googleapis.com/envoy.api.v2.";
    private static final int UNKNOWN_REMEMBERED = 32;

    private final ResourceTypes types;
    private final @Nullable ResourceType only;
    private final Set<String> unknown = new HashSet<>();

    private StreamTypes(ResourceTypes types, @Nullable ResourceType only) {
        this.types = types;
        this.only = only;
    }

    static StreamTypes aggregated(ResourceTypes types) {
        return new StreamTypes(types, null);
    }

    static StreamTypes single(ResourceTypes types, ResourceType only) {
        return new StreamTypes(types, only);
    }

    List<ResourceType> inOrder() {
        return only == null ? types.inOrder() : List.of(only);
    }

    List<ResourceType> inRemovalOrder() {
        return only == null ? types.inRemovalOrder() : List.of(only);
    }

    /**
     * Finds a request's type. An unknown one is passed over, for a newer Envoy may ask for more than we serve, and its other
     * types must not suffer from that; a request that makes no sense ends the stream.
     */
    Optional<ResourceType> resolve(String typeUrl, Consumer<Status> fail) {
        if (typeUrl.startsWith(V2_PREFIX)) {
            fail.accept(UnsupportedV2.refusal(typeUrl));
        } else if (only != null) {
            if (typeUrl.isEmpty() || typeUrl.equals(only.typeUrl())) {
                return Optional.of(only);
            }
            fail.accept(Status.INVALID_ARGUMENT.withDescription(
                    "type_url \"" + typeUrl + "\" on a stream of " + only.typeUrl()));
        } else if (typeUrl.isEmpty()) {
            fail.accept(Status.INVALID_ARGUMENT.withDescription("a request on an aggregated stream needs a type_url"));
        } else {
            var type = types.find(typeUrl);
            if (type.isEmpty() && unknown.size() < UNKNOWN_REMEMBERED && unknown.add(typeUrl)) {
                log.atWarn().addKeyValue("type", typeUrl).log("a client asks for a type that is not served");
            }
            return type;
        }
        return Optional.empty();
    }
}
