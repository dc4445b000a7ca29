package dev.gitvoy.ratelimit.rule;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Artifact;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Outline;
import dev.gitvoy.gitsync.release.Provided;
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

        Outline outline() {
            return new Outline(
                    domain.map(each -> new Provided(new Name(KIND, Name.EVERYONE, each.name()), each.at())).stream()
                            .toList(),
                    List.of(),
                    problems,
                    // It may have meant a domain that others refer to.
                    domain.isEmpty() && problems.stream().anyMatch(Problem::isError));
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
    public Outline outline(String path) {
        var file = files.get(path);
        return file == null ? Outline.EMPTY : file.outline();
    }

    RateLimitSettings settings() {
        return settings;
    }

    SortedMap<String, CompiledFile> files() {
        return files;
    }
}
