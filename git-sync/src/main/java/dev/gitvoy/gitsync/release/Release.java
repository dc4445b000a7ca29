package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Commit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A commit that passed every check, compiled for every server. Immutable; servers take the whole or nothing. One that was
 * {@linkplain CommitCompiler#restore restored} has its names compared when that is asked for first.
 */
public final class Release {
    private final Commit commit;
    private final Settings settings;
    private final Guards guards;
    private final Map<String, Artifact> artifacts;
    private final Lazy<Checked> checked;

    /**
     * What follows from all files together.
     *
     * @param problems sorted
     */
    record Checked(CommitIndex index, List<Problem> problems) {}

    Release(Commit commit, Settings settings, Guards guards, Map<String, Artifact> artifacts, Supplier<Checked> check) {
        this.commit = commit;
        this.settings = settings;
        this.guards = guards;
        this.artifacts = Map.copyOf(artifacts);
        this.checked = Lazy.from(check);
    }

    public Commit commit() {
        return commit;
    }

    /** What the author should know although nothing is wrong, sorted; of one that was restored, errors too. */
    public List<Problem> warnings() {
        return checked.get().problems;
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
        return checked.get().index;
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
