package dev.gitvoy.cli;

import dev.gitvoy.review.Target;
import java.nio.file.Path;
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

    Target in(Path directory) {
        return new Target(directory, path);
    }
}
