package dev.gitvoy.envoycheck;

import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a node of a group is served, as far as Envoy takes it. Immutable.
 *
 * @param group or {@link Name#EVERYONE}, for a node of no group
 */
record Snapshot(String group, Map<ResourceType, Map<String, Resource>> resources) {
    /** What refers to others before what it refers to, so that the first refusal is that of the part, not of the whole. */
    private static final List<ResourceType> ORDER = List.of(
            ResourceTypes.CLUSTER,
            ResourceTypes.LISTENER,
            ResourceTypes.EXTENSION_CONFIG,
            ResourceTypes.SCOPED_ROUTES,
            ResourceTypes.ROUTES,
            ResourceTypes.VIRTUAL_HOST,
            ResourceTypes.ENDPOINTS,
            ResourceTypes.SECRET,
            ResourceTypes.RUNTIME);

    /** Everyone's first, when there is any, then each group's. */
    static List<Snapshot> of(XdsArtifact artifact) {
        var all = new ArrayList<Snapshot>();
        all.add(of(artifact, Name.EVERYONE));
        artifact.scopes().forEach(scope -> all.add(of(artifact, scope)));
        all.removeIf(snapshot -> snapshot.inOrder().isEmpty());
        return all;
    }

    private static Snapshot of(XdsArtifact artifact, String group) {
        var resources = new HashMap<ResourceType, Map<String, Resource>>();
        for (var type : ORDER) {
            var byName = new TreeMap<String, Resource>();
            for (var scope : List.of(Name.EVERYONE, group)) {
                var some = artifact.ofScope(scope).get(type);
                if (some != null) {
                    byName.putAll(some);
                }
            }
            resources.put(type, byName);
        }
        return new Snapshot(group, Map.copyOf(resources));
    }

    Map<String, Resource> of(ResourceType type) {
        return resources.getOrDefault(type, Map.of());
    }

    Optional<Resource> find(ResourceType type, String name) {
        return Optional.ofNullable(of(type).get(name));
    }

    List<Resource> inOrder() {
        return ORDER.stream().flatMap(type -> of(type).values().stream()).toList();
    }

    /** Equal when all is the same but for the places. */
    String key() {
        var text = new StringBuilder();
        inOrder().forEach(each -> text.append(each.type())
                .append('\n')
                .append(each.name())
                .append('\n')
                .append(each.version())
                .append('\n'));
        return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** For a sentence. */
    String who() {
        return group.equals(Name.EVERYONE) ? "every Envoy is" : "the group \"" + group + "\" is";
    }
}
