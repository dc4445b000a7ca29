package dev.gitvoy.authz.policy;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Artifact;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.release.Required;
import java.util.List;
import java.util.SortedMap;

/** The policies of a commit: so far none can be written, so only what is wrong with the folder's files. */
public final class AuthzArtifact implements Artifact {
    public static final ArtifactKey<AuthzArtifact> KEY = new ArtifactKey<>("authz", AuthzArtifact.class);

    private final SortedMap<String, Problem> problemByFile;

    AuthzArtifact(SortedMap<String, Problem> problemByFile) {
        this.problemByFile = problemByFile;
    }

    SortedMap<String, Problem> problemByFile() {
        return problemByFile;
    }

    @Override
    public List<Provided> provides() {
        return List.of();
    }

    @Override
    public List<Required> requires() {
        return List.of();
    }

    @Override
    public boolean incomplete() {
        return false;
    }
}
