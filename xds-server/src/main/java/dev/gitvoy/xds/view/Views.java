package dev.gitvoy.xds.view;

import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.release.ReleaseListener;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The views that are being served, and what earlier releases were. The sync thread publishes; any thread reads.
 */
public final class Views implements ReleaseListener {
    private final ResourceTypes types;
    private final List<Runnable> subscribers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Published current;
    private volatile ReleaseHistory history = ReleaseHistory.EMPTY;

    public Views(ResourceTypes types) {
        this.types = types;
    }

    /** Calls back, on the sync thread, after each release. */
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

    @Override
    public void onRelease(Release release) {
        var artifact = release.artifact(XdsArtifact.KEY);
        var before = current;
        var byGroup = new HashMap<String, View>();
        for (var group : artifact.groups()) {
            byGroup.put(
                    group,
                    View.of(
                            artifact,
                            group,
                            types,
                            before == null ? null : before.byGroup().get(group)));
        }
        var shared = View.of(artifact, Name.EVERYONE, types, before == null ? null : before.shared());
        var published = new Published(release.commit().id(), byGroup, shared);
        history = history.plus(published);
        current = published;
        subscribers.forEach(Runnable::run);
    }
}
