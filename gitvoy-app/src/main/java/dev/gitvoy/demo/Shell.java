package dev.gitvoy.demo;

import dev.gitvoy.envoy.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs commands in one directory exactly as it prints them. Settings and hooks of the user's own Git are kept out, so that
 * the story is the same everywhere.
 */
final class Shell {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Path directory;
    private final Console console;
    private final Programs programs;

    Shell(Path directory, Console console, Map<String, String> environment) {
        this.directory = directory;
        this.console = console;
        var own = new HashMap<>(environment);
        own.keySet().removeIf(name -> name.startsWith("GIT_"));
        this.programs =
                new Programs(own, Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_NOSYSTEM", "1", "LC_ALL", "C"));
    }

    Path directory() {
        return directory;
    }

    /** Runs a command line of the shell that the user sees. */
    String run(String commandLine) throws IOException {
        console.command(commandLine);
        return quietly(commandLine);
    }

    /** Runs a command line of the shell that is not part of the story. */
    String quietly(String commandLine) throws IOException {
        var result = programs.run(DEADLINE, directory, List.of("sh", "-c", commandLine));
        if (!result.ok()) {
            throw new IOException(
                    "failed with status " + result.status() + ": " + commandLine + "\n" + result.output());
        }
        return result.output();
    }

    /** The full id of the commit that is checked out. */
    String head() throws IOException {
        return quietly("git rev-parse HEAD");
    }
}
