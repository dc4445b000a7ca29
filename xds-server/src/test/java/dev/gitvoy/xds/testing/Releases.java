package dev.gitvoy.xds.testing;

import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsCompiler;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Releases made of text. */
public final class Releases {
    private Releases() {}

    /** Of a commit with this one file. */
    public static Release of(String path, String yaml) {
        return of(path, yaml, EnvoyApi.BUILT_IN);
    }

    /** The same, read with an API. */
    public static Release of(String path, String yaml, EnvoyApi api) {
        var outcome = new CommitCompiler(List.of(new XdsCompiler(ResourceTypes.DEFAULT, api)))
                .compile(
                        null,
                        new Commit("c1", "", "", Instant.EPOCH),
                        new Changes(
                                List.of(new SourceFile(path, yaml, yaml.getBytes(StandardCharsets.UTF_8))),
                                Set.of(),
                                List.of()));
        if (outcome instanceof Outcome.Compiled compiled) {
            return compiled.release();
        }
        throw new AssertionError(outcome);
    }
}
