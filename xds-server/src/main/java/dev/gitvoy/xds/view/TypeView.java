package dev.gitvoy.xds.view;

import dev.gitvoy.xds.resource.ContentHash;
import dev.gitvoy.xds.resource.Resource;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All resources of one type that a group is served. Immutable.
 *
 * <p>The version is a hash over names and versions: equal wherever the content is equal.
 */
public final class TypeView {
    /** A type of which there is nothing. */
    public static final TypeView EMPTY = new TypeView(Collections.emptySortedMap());

    private final SortedMap<String, Resource> resources;
    private final String version;

    TypeView(SortedMap<String, Resource> resources) {
        this.resources = Collections.unmodifiableSortedMap(resources);
        var hash = new ContentHash();
        resources.forEach((name, resource) -> hash.add(name).add(resource.version()));
        this.version = hash.finish();
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
}
