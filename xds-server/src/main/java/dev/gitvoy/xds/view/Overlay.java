package dev.gitvoy.xds.view;

import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceKey;
import dev.gitvoy.xds.resource.ResourceType;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * What changes without a commit, such as the health of endpoints: resources that are served in place of a release's. Immutable.
 */
public final class Overlay {
    public static final Overlay NONE = new Overlay(HashTreePMap.empty());

    private final HashPMap<ResourceKey, Resource> resources;

    private Overlay(HashPMap<ResourceKey, Resource> resources) {
        this.resources = resources;
    }

    /** @param scope the node group that sees it, or {@link dev.gitvoy.gitsync.release.Name#EVERYONE} */
    public Overlay with(String scope, Resource resource) {
        return new Overlay(resources.plus(new ResourceKey(scope, resource.type(), resource.name()), resource));
    }

    public Overlay without(String scope, ResourceType type, String name) {
        return new Overlay(resources.minus(new ResourceKey(scope, type, name)));
    }

    Optional<Resource> find(ResourceKey key) {
        return Optional.ofNullable(resources.get(key));
    }

    Set<String> scopes() {
        return resources.keySet().stream().map(ResourceKey::scope).collect(Collectors.toSet());
    }

    Set<ResourceKey> keys() {
        return resources.keySet();
    }

    Set<ResourceKey> changesSince(Overlay earlier) {
        if (earlier == this) {
            return Set.of();
        }
        var changed = new HashSet<>(resources.keySet());
        changed.addAll(earlier.resources.keySet());
        changed.removeIf(key -> Objects.equals(resources.get(key), earlier.resources.get(key)));
        return changed;
    }
}
