package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.cache.CompileCache;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Compiler;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.check.Checks;
import dev.gitvoy.xds.group.NodeGroups;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compiles {@code xds/<group>/**.yaml} to resources: only the files that changed, on top of what is compiled. */
public final class XdsCompiler implements Compiler<XdsArtifact> {
    static final String FOLDER = "xds";

    private final XdsFiles files;
    private final SopsFiles sops;

    public XdsCompiler(ResourceTypes types) {
        this(types, CompileCache.NONE);
    }

    /** @param api that resources are read with */
    public XdsCompiler(ResourceTypes types, EnvoyApi api) {
        this(types, api, SopsFiles.sealed(), CompileCache.NONE);
    }

    /** One that decrypts nothing. */
    public XdsCompiler(ResourceTypes types, CompileCache cache) {
        this(types, EnvoyApi.BUILT_IN, SopsFiles.sealed(), cache);
    }

    /**
     * @param api that resources are read with
     * @param sops decrypts what is encrypted, or does not
     * @param cache of what this version of the program has compiled earlier, with the same types and API
     */
    public XdsCompiler(ResourceTypes types, EnvoyApi api, SopsFiles sops, CompileCache cache) {
        this.files = new XdsFiles(new XdsFileCompiler(types, api, sops), types, cache);
        this.sops = sops;
    }

    @Override
    public String basis() {
        return sops.basis();
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
    public Set<String> adjustable() {
        var codes = new TreeSet<>(Checks.CODES);
        codes.add(PlainSecrets.CODE);
        return codes;
    }

    @Override
    public OptionalInt knownSize(String path, String contentId) {
        return files.knownSize(path, contentId);
    }

    @Override
    public Output<XdsArtifact> compile(@Nullable XdsArtifact previous, Input input) {
        var base = previous == null ? XdsArtifact.EMPTY : previous;
        if (previous != null) {
            // Not at the first commit of a process, which is about to ask for what another has kept.
            files.trimTo(previous.files());
        }
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
