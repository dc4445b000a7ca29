package dev.gitvoy.xds.view;

import dev.gitvoy.xds.resource.ContentHash;
import dev.gitvoy.xds.resource.Resource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All resources of one type that a group is served. Immutable.
 *
 * <p>The version is a hash over names and versions: equal wherever the content is equal. What differs from the view before is
 * found once, for all streams that come from there.
 */
public final class TypeView {
    /** A type of which there is nothing. */
    public static final TypeView EMPTY = new TypeView(Collections.emptySortedMap(), null);

    private final SortedMap<String, Resource> resources;
    private final String version;
    private final String earlierVersion;
    private final Set<String> changedSinceEarlier;

    /** @param earlier what was served before, if anything */
    TypeView(SortedMap<String, Resource> resources, @Nullable TypeView earlier) {
        this.resources = Collections.unmodifiableSortedMap(resources);
        var hash = new ContentHash();
        resources.forEach((name, resource) -> hash.add(name).add(resource.version()));
        this.version = hash.finish();
        this.earlierVersion = earlier == null ? "" : earlier.version;
        this.changedSinceEarlier = earlier == null ? Set.of() : difference(earlier.resources, resources);
    }

    private static Set<String> difference(Map<String, Resource> before, Map<String, Resource> after) {
        var names = new HashSet<String>();
        after.forEach((name, resource) -> {
            var old = before.get(name);
            if (old == null || !old.version().equals(resource.version())) {
                names.add(name);
            }
        });
        before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(names::add);
        return Set.copyOf(names);
    }

    public SortedMap<String, Resource> resources() {
        return resources;
    }

    public @Nullable Resource find(String name) {
        return resources.get(name);
    }

    public String version() {
        return version;
    }

    /** The version of a part of the view, or of a mixture with an older one: its own when the part is the whole. */
    public String versionOf(List<Resource> part) {
        if (part.size() == resources.size() && part.equals(List.copyOf(resources.values()))) {
            return version;
        }
        var hash = new ContentHash();
        part.forEach(resource -> hash.add(resource.name()).add(resource.version()));
        return hash.finish();
    }

    /** The names that were added, changed or removed since another view; known already if that is the one before. */
    public Set<String> differences(TypeView other) {
        return earlierVersion.equals(other.version) ? changedSinceEarlier : difference(other.resources, resources);
    }
}
