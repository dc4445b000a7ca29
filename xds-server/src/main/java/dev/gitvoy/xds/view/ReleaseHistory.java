package dev.gitvoy.xds.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which commits had which versions, newest first, so that a version that an Envoy holds can be named by its commits.
 * Immutable; keeps versions, not resources, of the last {@value #REMEMBERED} releases.
 */
public final class ReleaseHistory {
    private static final int REMEMBERED = 200;
    static final ReleaseHistory EMPTY = new ReleaseHistory(List.of());

    private record Versions(String commit, Map<String, Map<String, String>> byGroup, Map<String, String> shared) {
        @Nullable
        String of(String group, String typeUrl) {
            return byGroup.getOrDefault(group, shared).get(typeUrl);
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
        releases.add(
                new Versions(published.commit(), byGroup, published.shared().versions()));
        this.releases.stream().limit(REMEMBERED - 1).forEach(releases::add);
        return new ReleaseHistory(releases);
    }

    /** The newest commit in which a group's resources of a type had this version. */
    public Optional<String> newestCommit(String group, String typeUrl, String version) {
        return releases.stream()
                .filter(release -> version.equals(release.of(group, typeUrl)))
                .map(Versions::commit)
                .findFirst();
    }

    /** The newest commit whose versions were exactly these, in the types that are asked for. */
    public Optional<String> newestCommit(String group, Map<String, String> versionByTypeUrl) {
        return releases.stream()
                .filter(release -> matches(release, group, versionByTypeUrl))
                .map(Versions::commit)
                .findFirst();
    }

    /** Whether a commit's versions are exactly these, in the types that are asked for. */
    public boolean isCommit(String commit, String group, Map<String, String> versionByTypeUrl) {
        return releases.stream()
                .filter(release -> release.commit().equals(commit))
                .findFirst()
                .filter(release -> matches(release, group, versionByTypeUrl))
                .isPresent();
    }

    private static boolean matches(Versions release, String group, Map<String, String> versionByTypeUrl) {
        return versionByTypeUrl.entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(release.of(group, entry.getKey())));
    }
}
