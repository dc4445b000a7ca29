package dev.gitvoy.authz.policy;

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
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compiles {@code authz/**.yaml}: only the files that changed, on top of what is compiled. */
public final class AuthzCompiler implements Compiler<AuthzArtifact> {
    private final YamlParser yaml = new YamlParser(YamlLimits.DEFAULT);

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
        if (previous != null && input.changed().isEmpty() && input.removed().isEmpty()) {
            return new Output<>(previous, previous.policies().conflicts());
        }
        var files =
                previous == null ? new TreeMap<String, AuthzArtifact.CompiledFile>() : new TreeMap<>(previous.files());
        input.removed().forEach(files::remove);
        input.changed().forEach(file -> files.put(file.path(), compile(file)));
        var artifact = new AuthzArtifact(Collections.unmodifiableSortedMap(files));
        return new Output<>(artifact, artifact.policies().conflicts());
    }

    private AuthzArtifact.CompiledFile compile(SourceFile file) {
        var start = Location.startOf(file.path());
        if (file.path().endsWith(".md") || SopsFiles.isSettings(file.path())) {
            return AuthzArtifact.CompiledFile.only(List.of(), false);
        }
        if (SopsFiles.isEncrypted(file.path())) {
            return AuthzArtifact.CompiledFile.only(List.of(SopsFiles.notHere(file.path())), true);
        }
        if (!file.path().endsWith(".yaml") && !file.path().endsWith(".yml")) {
            var ignored = Problem.warning(start, "not-yaml", "this file is ignored; policies are in .yaml files");
            return AuthzArtifact.CompiledFile.only(List.of(ignored), false);
        }
        var problems = new ArrayList<Problem>();
        var documents = yaml.parse(file.path(), file.bytes(), problems::add);
        if (documents.isEmpty()) {
            boolean unreadable = !problems.isEmpty();
            if (!unreadable) {
                problems.add(Problem.error(start, "empty-file", "the file is empty; add a policy or delete the file"));
            }
            return AuthzArtifact.CompiledFile.only(problems, unreadable);
        }
        var reader = new AuthzFileReader(problems);
        documents.forEach(reader::document);
        return reader.compiled();
    }
}
