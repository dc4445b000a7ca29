package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Compiler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compiles {@code xds/<group>/**.yaml} to resources: only the files that changed, on top of what is compiled. */
public final class XdsCompiler implements Compiler<XdsArtifact> {
    private final XdsFileCompiler fileCompiler;

    public XdsCompiler(ResourceTypes types) {
        this.fileCompiler = new XdsFileCompiler(types);
    }

    @Override
    public ArtifactKey<XdsArtifact> key() {
        return XdsArtifact.KEY;
    }

    @Override
    public String folder() {
        return "xds";
    }

    @Override
    public Set<String> sections() {
        return Set.of(XdsSettings.SECTION);
    }

    @Override
    public Output<XdsArtifact> compile(@Nullable XdsArtifact previous, Input input) {
        var files =
                previous == null ? new TreeMap<String, XdsArtifact.CompiledFile>() : new TreeMap<>(previous.files());
        input.removed().forEach(files::remove);
        input.changed().forEach(file -> {
            var compiled = fileCompiler.compile(file);
            if (compiled.isPresent()) {
                files.put(file.path(), compiled.get());
            } else {
                files.remove(file.path());
            }
        });

        var problems = new ArrayList<Problem>();
        var known = XdsSettings.knownNames(input.sections().get(XdsSettings.SECTION), problems::add);
        var artifact = new XdsArtifact(Collections.unmodifiableSortedMap(files), known);
        problems.addAll(artifact.problems());
        return new Output<>(artifact, problems);
    }
}
