package dev.gitvoy.authz.policy;

import dev.gitvoy.authz.identity.KeyRecord;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Artifact;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Outline;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/** The policies, identities and keys of a commit, file by file. */
public final class AuthzArtifact implements Artifact {
    public static final ArtifactKey<AuthzArtifact> KEY = new ArtifactKey<>("authz", AuthzArtifact.class);

    /**
     * A file's part.
     *
     * @param identityHeaders names in lower case
     */
    record CompiledFile(
            List<Policy> policies,
            List<IdentityDefinition> identities,
            List<KeyRecord> keys,
            Set<String> identityHeaders,
            Outline outline) {
        CompiledFile {
            policies = List.copyOf(policies);
            identities = List.copyOf(identities);
            keys = List.copyOf(keys);
            identityHeaders = Set.copyOf(identityHeaders);
        }

        static CompiledFile only(List<Problem> problems, boolean incomplete) {
            return new CompiledFile(
                    List.of(), List.of(), List.of(), Set.of(), new Outline(List.of(), List.of(), problems, incomplete));
        }
    }

    private final SortedMap<String, CompiledFile> files;
    private final PolicySet policies;

    AuthzArtifact(SortedMap<String, CompiledFile> files) {
        this.files = files;
        this.policies = PolicySet.of(
                all(CompiledFile::policies),
                all(CompiledFile::identities),
                all(CompiledFile::keys),
                all(CompiledFile::identityHeaders));
    }

    PolicySet policies() {
        return policies;
    }

    @Override
    public Outline outline(String path) {
        var file = files.get(path);
        return file == null ? Outline.EMPTY : file.outline();
    }

    private <T> List<T> all(Function<CompiledFile, Collection<T>> part) {
        return files.values().stream().map(part).flatMap(Collection::stream).toList();
    }

    SortedMap<String, CompiledFile> files() {
        return files;
    }
}
