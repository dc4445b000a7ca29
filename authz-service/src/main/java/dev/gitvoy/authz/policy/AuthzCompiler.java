package dev.gitvoy.authz.policy;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Compiler;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the folder {@code authz}. This version serves no policies, so it accepts an empty folder and refuses a file there:
 * a authorization policy that is silently not enforced would be worse than none.
 */
public final class AuthzCompiler implements Compiler<AuthzArtifact> {
    @Override
    public ArtifactKey<AuthzArtifact> key() {
        return AuthzArtifact.KEY;
    }

    @Override
    public String folder() {
        return "authz";
    }

    @Override
    public Set<String> sections() {
        return Set.of();
    }

    @Override
    public Output<AuthzArtifact> compile(@Nullable AuthzArtifact previous, Input input) {
        var problems = previous == null ? new TreeMap<String, Problem>() : new TreeMap<>(previous.problemByFile());
        input.removed().forEach(problems::remove);
        input.changed().stream()
                .filter(file -> file.path().endsWith(".yaml") || file.path().endsWith(".yml"))
                .forEach(file -> problems.put(
                        file.path(),
                        Problem.error(
                                Location.startOf(file.path()),
                                "not-served",
                                "this version of gitvoy does not serve policies yet; remove the file")));
        return new Output<>(
                new AuthzArtifact(Collections.unmodifiableSortedMap(problems)), List.copyOf(problems.values()));
    }
}
