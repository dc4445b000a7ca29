package dev.gitvoy.xds.view;

import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node group is served, of every type. Immutable. */
public final class View {
    private final Map<String, TypeView> byTypeUrl;

    private View(Map<String, TypeView> byTypeUrl) {
        this.byTypeUrl = Map.copyOf(byTypeUrl);
    }

    /** Builds a group's view, keeping the parts of an earlier one that are still the same. */
    static View of(XdsArtifact artifact, String group, ResourceTypes types, @Nullable View earlier) {
        var views = new HashMap<String, TypeView>();
        for (var type : types.inOrder()) {
            var before = earlier == null ? null : earlier.of(type);
            var view = new TypeView(artifact.resources(group, type), before);
            views.put(type.typeUrl(), before != null && before.version().equals(view.version()) ? before : view);
        }
        return new View(views);
    }

    public TypeView of(ResourceType type) {
        return byTypeUrl.getOrDefault(type.typeUrl(), TypeView.EMPTY);
    }

    /** The version of each type, by its URL. */
    Map<String, String> versions() {
        var versions = new HashMap<String, String>();
        byTypeUrl.forEach((typeUrl, view) -> versions.put(typeUrl, view.version()));
        return versions;
    }
}
