package dev.gitvoy.cli;

import dev.gitvoy.envoy.EnvoyBinary;
import dev.gitvoy.envoy.EnvoyCommand;
import dev.gitvoy.envoy.EnvoyNotFoundException;
import dev.gitvoy.envoycheck.EnvoyCheck;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether and which Envoy is asked about what compiles. */
@SuppressWarnings("NullAway.Init")
final class EnvoyOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--envoy",
            description =
                    "also ask a real Envoy: the one that ENVOY names or that is on the PATH, else 1.40.0, downloaded"
                            + " once")
    private boolean asked;

    @Option(names = "--envoy-path", paramLabel = "FILE", description = "ask this Envoy")
    private @Nullable Path path;

    @Option(
            names = "--envoy-version",
            paramLabel = "VERSION",
            description = "ask this version: 1.40.0, 1.39.3 or 1.36.2, downloaded once")
    private @Nullable String version;

    /**
     * Returns what Envoy refuses and what it could not be asked about; nothing when it is not to be asked.
     *
     * @throws ParameterException when there is no such Envoy
     */
    List<Problem> check(Release release) {
        if (!isAsked()) {
            return List.of();
        }
        try {
            return new EnvoyCheck(envoy()).check(release);
        } catch (EnvoyNotFoundException | IOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    /** The environment may say which Envoy; to ask it takes a flag. */
    private boolean isAsked() {
        var call = spec.commandLine().getParseResult();
        return asked || Stream.of("--envoy-path", "--envoy-version").anyMatch(call::hasMatchedOption);
    }

    private EnvoyCommand envoy() {
        if (path != null && version != null) {
            throw new ParameterException(
                    spec.commandLine(), "--envoy-path and --envoy-version exclude each other; keep one");
        }
        if (path != null) {
            return EnvoyBinary.at(path);
        }
        var err = spec.commandLine().getErr();
        return version == null ? EnvoyBinary.find(err::println) : EnvoyBinary.pinned(version, err::println);
    }
}
