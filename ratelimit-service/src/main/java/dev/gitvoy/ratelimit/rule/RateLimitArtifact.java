package dev.gitvoy.ratelimit.rule;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Artifact;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.release.Required;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The limits of a commit, file by file. */
public final class RateLimitArtifact implements Artifact {
    public static final ArtifactKey<RateLimitArtifact> KEY = new ArtifactKey<>("ratelimit", RateLimitArtifact.class);

    /** What an author calls a domain; Envoy's filters refer to it. */
    static final String KIND = "rate limit domain";

    /** A file's part. */
    record CompiledFile(Optional<Domain> domain, List<Problem> problems) {
        CompiledFile {
            problems = List.copyOf(problems);
        }
    }

    private final SortedMap<String, CompiledFile> files;
    private final RateLimitSettings settings;

    RateLimitArtifact(SortedMap<String, CompiledFile> files, RateLimitSettings settings) {
        this.files = files;
        this.settings = settings;
    }

    RuleSet rules() {
        Map<String, Rule> roots = new HashMap<>();
        files.values().stream()
                .map(CompiledFile::domain)
                .flatMap(Optional::stream)
                .forEach(domain -> roots.put(domain.name(), domain.root()));
        return new RuleSet(roots, settings);
    }

    @Override
    public List<Provided> provides() {
        return files.values().stream()
                .map(CompiledFile::domain)
                .flatMap(Optional::stream)
                .map(domain -> new Provided(new Name(KIND, Name.EVERYONE, domain.name()), domain.at()))
                .toList();
    }

    @Override
    public List<Required> requires() {
        return List.of();
    }

    /** A file with errors and without a domain may have meant one that others refer to. */
    @Override
    public boolean incomplete() {
        return files.values().stream()
                .anyMatch(file ->
                        file.domain().isEmpty() && file.problems().stream().anyMatch(Problem::isError));
    }

    List<Problem> problems() {
        return files.values().stream()
                .map(CompiledFile::problems)
                .flatMap(Collection::stream)
                .toList();
    }

    SortedMap<String, CompiledFile> files() {
        return files;
    }
}
