package dev.gitvoy.xds.diff;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.xds.api.EnvoyTypes;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which node groups ask the services beside xDS, by the filters in their listeners and routes. Immutable. */
public final class XdsUses {
    private static final List<ResourceType> WITH_FILTERS = List.of(
            ResourceTypes.LISTENER, ResourceTypes.ROUTES, ResourceTypes.VIRTUAL_HOST, ResourceTypes.EXTENSION_CONFIG);

    private final MessageText text = new MessageText(EnvoyTypes::find);
    private final Map<String, Set<String>> byDomain = new HashMap<>();
    private final Set<String> authorized = new TreeSet<>();

    private XdsUses() {}

    /** Looks through everything that can hold a filter. */
    public static XdsUses of(XdsArtifact artifact) {
        var uses = new XdsUses();
        uses.scope(artifact, Name.EVERYONE);
        artifact.scopes().forEach(scope -> uses.scope(artifact, scope));
        return uses;
    }

    /** The scopes with a filter that names this rate limit domain. */
    public Set<String> ofDomain(String domain) {
        return byDomain.getOrDefault(domain, Set.of());
    }

    /** The scopes with a filter that asks for authorization. */
    public Set<String> ofAuthorization() {
        return authorized;
    }

    private void scope(XdsArtifact artifact, String scope) {
        for (var type : WITH_FILTERS) {
            var resources = artifact.ofScope(scope).get(type);
            if (resources != null) {
                resources.values().forEach(resource -> {
                    try {
                        walk(type.prototype().getParserForType().parseFrom(resource.body()), scope);
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException("a resource is read by its own type", e);
                    }
                });
            }
        }
    }

    private void walk(Message message, String scope) {
        if (MessageText.isAny(message)) {
            text.unpack(message).ifPresent(inner -> walk(inner, scope));
            return;
        }
        var name = message.getDescriptorForType().getFullName();
        if (name.contains(".ext_authz.")) {
            authorized.add(scope);
        }
        if (name.contains("ratelimit.")) {
            var domain = message.getDescriptorForType().findFieldByName("domain");
            if (domain != null && message.getField(domain) instanceof String named && !named.isEmpty()) {
                byDomain.computeIfAbsent(named, none -> new TreeSet<>()).add(scope);
            }
        }
        for (var value : message.getAllFields().values()) {
            for (var each : value instanceof Collection<?> many ? many : List.of(value)) {
                if (each instanceof Message inner) {
                    walk(inner, scope);
                }
            }
        }
    }
}
