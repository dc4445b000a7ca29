package dev.gitvoy.ratelimit.rule;

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
 * Compiles the folder {@code ratelimit}. This version serves no limits, so it accepts an empty folder and refuses a file there:
 * a rate limit that is silently not enforced would be worse than none.
 */
public final class RateLimitCompiler implements Compiler<RateLimitArtifact> {
    @Override
    public ArtifactKey<RateLimitArtifact> key() {
        return RateLimitArtifact.KEY;
    }

    @Override
    public String folder() {
        return "ratelimit";
    }

    @Override
    public Set<String> sections() {
        return Set.of();
    }

    @Override
    public Output<RateLimitArtifact> compile(@Nullable RateLimitArtifact previous, Input input) {
        var problems = previous == null ? new TreeMap<String, Problem>() : new TreeMap<>(previous.problemByFile());
        input.removed().forEach(problems::remove);
        input.changed().stream()
                .filter(file -> file.path().endsWith(".yaml") || file.path().endsWith(".yml"))
                .forEach(file -> problems.put(
                        file.path(),
                        Problem.error(
                                Location.startOf(file.path()),
                                "not-served",
                                "this version of gitvoy does not serve limits yet; remove the file")));
        return new Output<>(
                new RateLimitArtifact(Collections.unmodifiableSortedMap(problems)), List.copyOf(problems.values()));
    }
}
