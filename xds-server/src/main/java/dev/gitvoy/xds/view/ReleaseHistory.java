package dev.gitvoy.xds.view;

import dev.gitvoy.xds.group.NodeGroups;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which commits had which versions, newest first, so that a version that an Envoy holds can be named by its commits.
 * Immutable; keeps versions, not resources, of the last {@value #REMEMBERED} releases.
 */
public final class ReleaseHistory {
    private static final int REMEMBERED = 200;
    static final ReleaseHistory EMPTY = new ReleaseHistory(List.of());

    private record Versions(
            String commit, NodeGroups groups, Map<String, Map<String, String>> byGroup, Map<String, String> shared) {
        String of(Node node, String typeUrl) {
            return byGroup.getOrDefault(groups.groupOf(node), shared).getOrDefault(typeUrl, TypeView.EMPTY.version());
        }
    }

    private final List<Versions> releases;

    private ReleaseHistory(List<Versions> releases) {
        this.releases = List.copyOf(releases);
    }

    ReleaseHistory plus(Published published) {
        var byGroup = new HashMap<String, Map<String, String>>();
        published.byGroup().forEach((group, view) -> byGroup.put(group, view.versions()));
        var releases = new ArrayList<Versions>();
        releases.add(new Versions(
                published.commit(),
                published.groups(),
                byGroup,
                published.shared().versions()));
        // The same commit again has another overlay: the newest counts.
        this.releases.stream()
                .filter(release -> !release.commit().equals(published.commit()))
                .limit(REMEMBERED - 1)
                .forEach(releases::add);
        return new ReleaseHistory(releases);
    }

    /** The newest commit in which a node's resources of a type had this version. */
    public Optional<String> newestCommit(Node node, String typeUrl, String version) {
        return releases.stream()
                .filter(release -> version.equals(release.of(node, typeUrl)))
                .map(Versions::commit)
                .findFirst();
    }

    /** The newest commit whose versions were exactly these, in the types that are asked for. */
    public Optional<String> newestCommit(Node node, Map<String, String> versionByTypeUrl) {
        return releases.stream()
                .filter(release -> matches(release, node, versionByTypeUrl))
                .map(Versions::commit)
                .findFirst();
    }

    /** Whether a commit's versions are exactly these, in the types that are asked for. */
    public boolean isCommit(String commit, Node node, Map<String, String> versionByTypeUrl) {
        return releases.stream()
                .filter(release -> release.commit().equals(commit))
                .findFirst()
                .filter(release -> matches(release, node, versionByTypeUrl))
                .isPresent();
    }

    private static boolean matches(Versions release, Node node, Map<String, String> versionByTypeUrl) {
        return versionByTypeUrl.entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(release.of(node, entry.getKey())));
    }
}
