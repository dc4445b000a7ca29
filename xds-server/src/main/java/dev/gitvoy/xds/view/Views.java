package dev.gitvoy.xds.view;

import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.release.ReleaseListener;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceKey;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.XdsArtifact;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The views that are being served, and what earlier releases were. A view is a release with an {@link Overlay} laid over it; to
 * publish one costs what has changed, not what there is. One publishes at a time; any thread reads.
 */
public final class Views implements ReleaseListener {
    private final List<Runnable> subscribers = new CopyOnWriteArrayList<>();
    /** Guards publishing; readers need it not. */
    private final Object publishing = new Object();

    private @Nullable Source source;
    private volatile @Nullable Published current;
    private volatile ReleaseHistory history = ReleaseHistory.EMPTY;

    /** What the current views are made of. */
    private record Source(String commit, XdsArtifact artifact, Overlay overlay) {
        /** What a group is served under a name: its own before everyone's, the overlay's before the commit's. */
        Optional<Resource> effective(String group, ResourceType type, String name) {
            var own = new ResourceKey(group, type, name);
            var everyones = new ResourceKey(Name.EVERYONE, type, name);
            return overlay.find(own)
                    .or(() -> overlay.find(everyones))
                    .or(() -> artifact.find(own))
                    .or(() -> artifact.find(everyones));
        }

        Set<String> scopes() {
            var scopes = new HashSet<>(artifact.scopes());
            scopes.addAll(overlay.scopes());
            scopes.remove(Name.EVERYONE);
            return scopes;
        }

        /** Where there may be something else than before. */
        Set<ResourceKey> changesSince(Source before) {
            var changed = new HashSet<>(artifact.changesSince(before.artifact));
            changed.addAll(overlay.changesSince(before.overlay));
            return changed;
        }

        /** A group's first view: all that others are not served laid over what they are, by the same rule as {@link #effective}. */
        View first(String group, View shared) {
            var laidOver = new HashMap<ResourceType, Map<String, Optional<Resource>>>();
            for (var scope : List.of(Name.EVERYONE, group)) {
                overlay.keys().stream()
                        .filter(key -> key.scope().equals(scope))
                        .forEach(key -> laidOver.computeIfAbsent(key.type(), each -> new TreeMap<>())
                                .put(key.name(), overlay.find(key)));
            }
            return shared.withAll(artifact.ofScope(group)).with(laidOver);
        }
    }

    /** Calls back, on the thread that publishes, after each change. */
    public void subscribe(Runnable subscriber) {
        subscribers.add(subscriber);
    }

    /** Nothing before the first release. */
    public Optional<Published> current() {
        return Optional.ofNullable(current);
    }

    public ReleaseHistory history() {
        return history;
    }

    /** The group that a node belongs to now. */
    public String groupOf(Node node) {
        var published = current;
        return published == null ? "" : published.groups().groupOf(node);
    }

    @Override
    public void onRelease(Release release) {
        synchronized (publishing) {
            var overlay = source == null ? Overlay.NONE : source.overlay;
            publish(new Source(release.commit().id(), release.artifact(XdsArtifact.KEY), overlay));
        }
    }

    /** Changes what is laid over the release; nothing happens before the first one. Any thread. */
    public void overlay(UnaryOperator<Overlay> change) {
        synchronized (publishing) {
            if (source != null) {
                publish(new Source(source.commit, source.artifact, change.apply(source.overlay)));
            }
        }
    }

    private void publish(Source next) {
        var published = source == null || current == null ? first(next) : following(next, source, current);
        source = next;
        history = history.plus(published);
        current = published;
        subscribers.forEach(Runnable::run);
    }

    private static Published first(Source source) {
        return assembled(source, source.first(Name.EVERYONE, View.EMPTY), Map.of(), Map.of());
    }

    private static Published following(Source next, Source before, Published published) {
        var changed = new HashMap<String, Set<ResourceKey>>();
        next.changesSince(before).forEach(key -> changed.computeIfAbsent(key.scope(), scope -> new HashSet<>())
                .add(key));
        var everyones = changed.getOrDefault(Name.EVERYONE, Set.of());
        var shared = published.shared().with(effective(next, Name.EVERYONE, everyones));
        return assembled(next, shared, published.byGroup(), changed);
    }

    /**
     * @param before the views of groups, in which only what has changed is different
     * @param changed by scope
     */
    private static Published assembled(
            Source source, View shared, Map<String, View> before, Map<String, Set<ResourceKey>> changed) {
        var byGroup = new HashMap<String, View>();
        for (var group : source.scopes()) {
            var view = before.get(group);
            if (view == null) {
                byGroup.put(group, source.first(group, shared));
            } else {
                var touched = new HashSet<>(changed.getOrDefault(Name.EVERYONE, Set.of()));
                touched.addAll(changed.getOrDefault(group, Set.of()));
                byGroup.put(group, view.with(effective(source, group, touched)));
            }
        }
        return new Published(source.commit, source.artifact.groups(), byGroup, shared);
    }

    private static Map<ResourceType, Map<String, Optional<Resource>>> effective(
            Source source, String group, Set<ResourceKey> keys) {
        var changes = new HashMap<ResourceType, Map<String, Optional<Resource>>>();
        keys.forEach(key -> changes.computeIfAbsent(key.type(), type -> new HashMap<>())
                .put(key.name(), source.effective(group, key.type(), key.name())));
        return changes;
    }
}
