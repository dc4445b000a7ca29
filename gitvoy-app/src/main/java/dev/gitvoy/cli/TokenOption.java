package dev.gitvoy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command proves that it may give orders. */
@SuppressWarnings("NullAway.Init")
final class TokenOption {
    private static final int MOST_BYTES = 4096;
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"--token-file", "--admin-token-file"},
            paramLabel = "FILE",
            description = "holds the token (default: $GITVOY_ADMIN_TOKEN_FILE, or admin.token in the --state-dir)")
    private @Nullable Path file;

    @Option(names = "--state-dir", paramLabel = "DIR", description = "state folder of the Gitvoy")
    private @Nullable Path stateDir;

    /** The token as it is now. */
    String read() {
        var from = place();
        try (var in = Files.newInputStream(from)) {
            var token = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElse("");
            if (!TOKEN.matcher(token).matches()) {
                throw new ParameterException(spec.commandLine(), from + ": expected a token in its first line");
            }
            return token;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), from + ": the token cannot be read (" + e + ")");
        }
    }

    private Path place() {
        if (file != null) {
            return file;
        }
        if (stateDir != null) {
            return stateDir.resolve("admin.token");
        }
        throw new ParameterException(
                spec.commandLine(),
                "which token? Give --token-file, or --state-dir as to gitvoy serve, or set GITVOY_ADMIN_TOKEN_FILE");
    }
}
