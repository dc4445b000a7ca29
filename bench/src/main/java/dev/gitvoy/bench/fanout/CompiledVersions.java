package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.gitsync.release.Reconciler;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.serve.Compilers;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/** The versions that Gitvoy gives to the resources of a folder, by name. */
final class CompiledVersions {
    private final XdsArtifact artifact;

    private CompiledVersions(XdsArtifact artifact) {
        this.artifact = artifact;
    }

    static CompiledVersions of(Path folder) throws BenchException {
        var compiler = Compilers.all();
        var reconciler = new Reconciler(
                new DirectorySource(folder, compiler.paths()), compiler, List.of(), InstantSource.system());
        reconciler.reconcile();
        return new CompiledVersions(reconciler
                .status()
                .release()
                .orElseThrow(() -> new BenchException(folder + " does not compile"))
                .artifact(XdsArtifact.KEY));
    }

    Map<String, String> of(ResourceType type) {
        var versions = new TreeMap<String, String>();
        artifact.ofScope(Services.GROUP)
                .getOrDefault(type, TreePMap.empty())
                .forEach((name, resource) -> versions.put(name, resource.version()));
        return versions;
    }
}
