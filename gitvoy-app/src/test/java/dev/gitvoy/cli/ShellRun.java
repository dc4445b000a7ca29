package dev.gitvoy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A line that a real bash has run. */
record ShellRun(int exitCode, String out, String err) {
    private static final long LONGEST_SECONDS = 120;

    static ShellRun of(Path directory, Map<String, String> environment, String script)
            throws IOException, InterruptedException {
        var out = Files.createTempFile("shell", ".out");
        var err = Files.createTempFile("shell", ".err");
        try {
            var builder = new ProcessBuilder("bash", "-c", script)
                    .directory(directory.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("takes too long: " + script);
            }
            return new ShellRun(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Writes a program {@code gitvoy} that starts the classes under test. */
    static void launcher(Path folder) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var script = Files.writeString(
                Files.createDirectories(folder).resolve("gitvoy"),
                "#!/usr/bin/env bash\nexec '" + java + "' -XX:TieredStopAtLevel=1 -Xshare:auto -cp '"
                        + Objects.requireNonNull(System.getProperty("java.class.path"))
                        + "' dev.gitvoy.cli.Main \"$@\"\n");
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " cannot be made executable");
        }
    }
}
