package dev.gitvoy.cli;

import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.review.Target;
import picocli.CommandLine.Option;

/** Where in a folder or repository the configuration begins. */
@SuppressWarnings("NullAway.Init")
final class TargetOptions {
    @Option(
            names = "--path",
            paramLabel = "SUBDIR",
            defaultValue = "",
            description = "folder of the configuration in DIR (default: DIR itself)")
    private String path;

    Target in(java.nio.file.Path directory) {
        return new Target(directory, path);
    }

    /** A place without configuration is hardly the one that was meant, and must not pass for a good one in CI. */
    static SourceException nothingIn(Target target, CommitCompiler compiler) {
        var place = target.subfolder().isEmpty()
                ? target.directory().toString()
                : target.directory().resolve(target.subfolder()).toString();
        return new SourceException(place + " holds no configuration; expected " + compiler.places()
                + " in it; name its folder, or --path");
    }
}
