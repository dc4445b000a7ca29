package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Commit;
import java.util.List;
import java.util.Map;

/** A commit that passed every check, compiled for every server. Immutable; servers take the whole or nothing. */
public final class Release {
    private final Commit commit;
    private final Settings settings;
    private final Guards guards;
    private final Map<String, Artifact> artifacts;
    private final CommitIndex index;
    private final List<Problem> warnings;

    Release(
            Commit commit,
            Settings settings,
            Guards guards,
            Map<String, Artifact> artifacts,
            CommitIndex index,
            List<Problem> warnings) {
        this.commit = commit;
        this.settings = settings;
        this.guards = guards;
        this.artifacts = Map.copyOf(artifacts);
        this.index = index;
        this.warnings = List.copyOf(warnings);
    }

    public Commit commit() {
        return commit;
    }

    /** What the author should know although nothing is wrong, sorted. */
    public List<Problem> warnings() {
        return warnings;
    }

    /** @throws IllegalArgumentException when no compiler has this key */
    public <A extends Artifact> A artifact(ArtifactKey<A> key) {
        var artifact = artifacts.get(key.name());
        if (artifact == null) {
            throw new IllegalArgumentException("key: " + key.name() + " (expected one of: " + artifacts.keySet() + ")");
        }
        return key.type().cast(artifact);
    }

    CommitIndex index() {
        return index;
    }

    /** What the next release has to keep to. */
    Guards guards() {
        return guards;
    }

    Settings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return "release of " + commit.shortId();
    }
}
