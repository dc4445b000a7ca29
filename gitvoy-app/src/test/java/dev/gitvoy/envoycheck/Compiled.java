package dev.gitvoy.envoycheck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gitvoy.gitsync.release.Compiler;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsArtifact;
import dev.gitvoy.xds.resource.XdsCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The artifact of some files, also when checks of ours say that something is wrong with them. */
final class Compiled {
    private final List<SourceFile> files = new ArrayList<>();

    Compiled with(String path, String content) {
        files.add(new SourceFile(path, Integer.toHexString(content.hashCode()), content.getBytes(UTF_8)));
        return this;
    }

    Compiler.Output<XdsArtifact> output() {
        return new XdsCompiler(ResourceTypes.DEFAULT).compile(null, new Compiler.Input(files, Set.of(), Map.of()));
    }

    XdsArtifact artifact() {
        return output().artifact();
    }

    static Compiled of(String path, String content) {
        return new Compiled().with(path, content);
    }
}
