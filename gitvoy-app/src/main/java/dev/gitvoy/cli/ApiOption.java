package dev.gitvoy.cli;

import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.serve.Compilers;
import dev.gitvoy.serve.StartException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which messages of Envoy are known. */
@SuppressWarnings("NullAway.Init")
final class ApiOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--api-descriptors",
            paramLabel = "FILE",
            description =
                    "a FileDescriptorSet of protobuf with the API of a newer Envoy, or with extensions of your own; "
                            + "see docs/configuration.md (default: the Envoy 1.36 API alone)")
    private @Nullable Path descriptors;

    Optional<Path> descriptors() {
        return Optional.ofNullable(descriptors);
    }

    /** The server's own, reading with that API. */
    CommitCompiler compiler() {
        try {
            return Compilers.all(descriptors());
        } catch (StartException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
