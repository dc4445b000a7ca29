package dev.gitvoy.ratelimit.rule;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Compiler;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.gitsync.yaml.YamlLimits;
import dev.gitvoy.gitsync.yaml.YamlParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compiles {@code ratelimit/**.yaml}, one domain a file: only the files that changed, on top of what is compiled. */
public final class RateLimitCompiler implements Compiler<RateLimitArtifact> {
    private final YamlParser yaml = new YamlParser(YamlLimits.DEFAULT);

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
        return Set.of(RateLimitSettings.SECTION);
    }

    @Override
    public Output<RateLimitArtifact> compile(@Nullable RateLimitArtifact previous, Input input) {
        var problems = new ArrayList<Problem>();
        var settings = RateLimitSettings.read(input.sections().get(RateLimitSettings.SECTION), problems::add);
        if (previous != null
                && input.changed().isEmpty()
                && input.removed().isEmpty()
                && settings.equals(previous.settings())) {
            return new Output<>(previous, problems);
        }
        var files = previous == null
                ? new TreeMap<String, RateLimitArtifact.CompiledFile>()
                : new TreeMap<>(previous.files());
        input.removed().forEach(files::remove);
        input.changed().forEach(file -> files.put(file.path(), compile(file)));
        var artifact = new RateLimitArtifact(Collections.unmodifiableSortedMap(files), settings);
        return new Output<>(artifact, problems);
    }

    private RateLimitArtifact.CompiledFile compile(SourceFile file) {
        var start = Location.startOf(file.path());
        if (file.path().endsWith(".md") || SopsFiles.isSettings(file.path())) {
            return new RateLimitArtifact.CompiledFile(Optional.empty(), List.of());
        }
        if (SopsFiles.isEncrypted(file.path())) {
            return new RateLimitArtifact.CompiledFile(Optional.empty(), List.of(SopsFiles.notHere(file.path())));
        }
        if (!file.path().endsWith(".yaml") && !file.path().endsWith(".yml")) {
            var ignored = Problem.warning(start, "not-yaml", "this file is ignored; limits are in .yaml files");
            return new RateLimitArtifact.CompiledFile(Optional.empty(), List.of(ignored));
        }
        var problems = new ArrayList<Problem>();
        var documents = yaml.parse(file.path(), file.bytes(), problems::add);
        Optional<Domain> domain = Optional.empty();
        if (!documents.isEmpty()) {
            domain = new DomainReader(problems::add).read(documents.get(0));
        } else if (problems.isEmpty()) {
            problems.add(Problem.error(start, "empty-file", "the file is empty; add a domain or delete the file"));
        }
        documents.stream()
                .skip(1)
                .forEach(more -> problems.add(Problem.error(
                        more.at(), "several-documents", "one domain a file; move this document to a file of its own")));
        return new RateLimitArtifact.CompiledFile(domain, problems);
    }
}
