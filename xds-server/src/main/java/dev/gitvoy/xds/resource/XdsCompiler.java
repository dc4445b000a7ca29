package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.cache.CompileCache;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Compiler;
import dev.gitvoy.xds.group.NodeGroups;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles {@code xds/<group>/**.yaml} to resources: only the files that changed, on top of what is compiled. */
public final class XdsCompiler implements Compiler<XdsArtifact> {
    static final String FOLDER = "xds";

    private final XdsFiles files;

    public XdsCompiler(ResourceTypes types) {
        this(types, CompileCache.NONE);
    }

    /** @param cache of what this version of the program has compiled earlier, with the same types */
    public XdsCompiler(ResourceTypes types, CompileCache cache) {
        this.files = new XdsFiles(new XdsFileCompiler(types), types, cache);
    }

    @Override
    public ArtifactKey<XdsArtifact> key() {
        return XdsArtifact.KEY;
    }

    @Override
    public String folder() {
        return FOLDER;
    }

    @Override
    public Set<String> sections() {
        return Set.of(XdsSettings.SECTION, NodeGroups.SECTION);
    }

    @Override
    public boolean knows(String path, String contentId) {
        return files.knows(path, contentId);
    }

    @Override
    public Output<XdsArtifact> compile(@Nullable XdsArtifact previous, Input input) {
        var base = previous == null ? XdsArtifact.EMPTY : previous;
        files.trimTo(base.files());
        var changes = files.compile(input.changed());
        input.removed().forEach(path -> changes.put(path, Optional.empty()));

        var problems = new ArrayList<Problem>();
        var known = XdsSettings.knownNames(input.sections().get(XdsSettings.SECTION), problems::add);
        var groups = NodeGroups.read(input.sections().get(NodeGroups.SECTION), problems::add);
        // The same object while they are the same: streams see by that whether to look again where they belong.
        var artifact = base.with(changes, groups.equals(base.groups()) ? base.groups() : groups, known);
        artifact.scopes().stream().filter(scope -> !groups.has(scope)).forEach(scope -> artifact.filesOf(scope)
                .keySet()
                .forEach(path -> problems.add(Problem.error(
                        Location.startOf(path),
                        "no-such-group",
                        "gitvoy.yaml has no group \"" + scope + "\"" + Suggestion.forName(scope, groups.names())
                                + "; add it to \"groups\" or move this file"))));
        return new Output<>(artifact, problems);
    }
}
