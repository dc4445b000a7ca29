package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Compiler;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.group.NodeGroups;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compiles {@code xds/<group>/**.yaml} to resources: only the files that changed, on top of what is compiled. */
public final class XdsCompiler implements Compiler<XdsArtifact> {
    private final XdsFileCompiler fileCompiler;

    public XdsCompiler(ResourceTypes types) {
        this(types, EnvoyApi.BUILT_IN);
    }

    /** @param api that resources are read with */
    public XdsCompiler(ResourceTypes types, EnvoyApi api) {
        this.fileCompiler = new XdsFileCompiler(types, api);
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
        return Set.of(XdsSettings.SECTION, NodeGroups.SECTION);
    }

    @Override
    public Output<XdsArtifact> compile(@Nullable XdsArtifact previous, Input input) {
        var base = previous == null ? XdsArtifact.EMPTY : previous;
        var changes = new TreeMap<String, Optional<XdsArtifact.CompiledFile>>();
        input.removed().forEach(path -> changes.put(path, Optional.empty()));
        input.changed().forEach(file -> changes.put(file.path(), fileCompiler.compile(file)));

        var problems = new ArrayList<Problem>();
        var known = XdsSettings.knownNames(input.sections().get(XdsSettings.SECTION), problems::add);
        var groups = NodeGroups.read(input.sections().get(NodeGroups.SECTION), problems::add);
        // The same object while they are the same: streams see by that whether to look again where they belong.
        var artifact = base.with(changes, groups.equals(base.groups()) ? base.groups() : groups, known);
        artifact.files().forEach((path, file) -> {
            if (!file.scope().equals(Name.EVERYONE) && !groups.has(file.scope())) {
                problems.add(Problem.error(
                        Location.startOf(path),
                        "no-such-group",
                        "gitvoy.yaml has no group \"" + file.scope() + "\""
                                + Suggestion.forName(file.scope(), groups.names())
                                + "; add it to \"groups\" or move this file"));
            }
        });
        problems.addAll(artifact.problems());
        return new Output<>(artifact, problems);
    }
}
