package dev.gitvoy.xds.view;

import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.pcollections.TreePMap;

/** What a node group is served, of every type. Immutable. */
public final class View {
    static final View EMPTY = new View(Map.of());

    private final Map<ResourceType, TypeView> byType;

    private View(Map<ResourceType, TypeView> byType) {
        this.byType = Map.copyOf(byType);
    }

    /** The next one; this one if nothing is different. Types of which nothing changes are the same object. */
    View with(Map<ResourceType, Map<String, Optional<Resource>>> changes) {
        var next = new HashMap<>(byType);
        changes.forEach((type, byName) -> next.put(type, of(type).with(byName)));
        return next.equals(byType) ? this : new View(next);
    }

    /** This one with more resources, in the place of those that have the same names. */
    View withAll(Map<ResourceType, TreePMap<String, Resource>> more) {
        var next = new HashMap<>(byType);
        more.forEach((type, byName) -> next.put(type, of(type).withAll(byName)));
        return new View(next);
    }

    public TypeView of(ResourceType type) {
        return byType.getOrDefault(type, TypeView.EMPTY);
    }

    /** The version of each type that there is something of, by its URL. */
    Map<String, String> versions() {
        var versions = new HashMap<String, String>();
        byType.forEach((type, view) -> versions.put(type.typeUrl(), view.version()));
        return versions;
    }
}
