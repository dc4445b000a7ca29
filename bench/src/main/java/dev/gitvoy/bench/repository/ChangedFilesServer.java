package dev.gitvoy.bench.repository;

import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.serve.Compilers;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling: only what no server can do without. It finds the difference, by the same source, then compiles the changed files
 * as if they were all that there is. It keeps nothing, so that it costs the same whatever there is beside them.
 */
final class ChangedFilesServer implements FollowLoop.Follower {
    private final ConfigSource source;
    private final CommitCompiler compiler;
    private @Nullable Commit last;

    private ChangedFilesServer(String repository, String stateFolder) throws SourceException {
        compiler = Compilers.all();
        source = FollowLoop.source(repository, stateFolder, compiler.paths());
    }

    /** Arguments: the repository, and a folder for the state. */
    public static void main(String[] args) throws SourceException {
        new FollowLoop(new ChangedFilesServer(args[0], args[1])).run();
        System.exit(0);
    }

    @Override
    public FollowLoop.Step follow() throws SourceException {
        var commit = source.fetch();
        var fetched = Mark.start();
        var from = last;
        last = commit;
        var changes = source.changes(from, commit);
        var alone = new Changes(changes.changed(), Set.of(), changes.problems(), true);
        if (!(compiler.compile(null, commit, alone) instanceof CommitCompiler.Outcome.Compiled compiled)) {
            throw new IllegalStateException("the changed files do not compile alone");
        }
        var done = Mark.end();
        source.markApplied(commit);
        var artifact = compiled.release().artifact(XdsArtifact.KEY);
        return new FollowLoop.Step(commit.id(), fetched, done, () -> resources(artifact));
    }

    private static int resources(XdsArtifact artifact) {
        return artifact.scopes().stream()
                .flatMap(scope -> artifact.ofScope(scope).values().stream())
                .mapToInt(Map::size)
                .sum();
    }
}
