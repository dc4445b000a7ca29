package dev.gitvoy.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Docker engine of this machine, and the image that is built on it and never pulled. */
final class Docker {
    static final String IMAGE = "gitvoy-envoy:" + EnvoyUnderTest.VERSION;

    private static final String SCRIPT = "scripts/build-envoy-image.sh";
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration BUILD = Duration.ofMinutes(5);

    private Docker() {}

    /** The engine's version, when one answers quickly. */
    static Optional<String> engine() {
        try {
            var result = command(ANSWER).attempt(List.of("docker", "version", "--format", "{{.Server.Version}}"));
            return result.status() == 0 ? Optional.of(result.output()) : Optional.empty();
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Builds the image when the engine does not have it. */
    static void ensureImage() {
        try {
            if (command(BUILD)
                            .attempt(List.of("docker", "image", "inspect", IMAGE))
                            .status()
                    == 0) {
                return;
            }
        } catch (IOException e) {
            throw new IllegalStateException("docker answered before, and now cannot be started", e);
        }
        command(BUILD).run(List.of(script().toString(), EnvoyMode.binary().toString(), EnvoyUnderTest.VERSION));
    }

    private static Command command(Duration deadline) {
        return new Command(Path.of("").toAbsolutePath(), Map.of(), deadline);
    }

    /** Tests run in the directory of a module or in the root of the project. */
    private static Path script() {
        for (var directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            var script = directory.resolve(SCRIPT);
            if (Files.exists(script)) {
                return script;
            }
        }
        throw new IllegalStateException(
                SCRIPT + " is in no parent of " + Path.of("").toAbsolutePath());
    }
}
