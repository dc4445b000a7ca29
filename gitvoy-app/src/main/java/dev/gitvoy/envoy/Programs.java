package dev.gitvoy.envoy;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs to their end, each with a deadline, in an environment that is given. Any thread. */
public final class Programs {
    private final Map<String, String> environment;

    /** Programs see the environment with the additions laid over it. */
    public Programs(Map<String, String> environment, Map<String, String> additions) {
        var merged = new HashMap<>(environment);
        merged.putAll(additions);
        this.environment = Map.copyOf(merged);
    }

    /**
     * What a program left.
     *
     * @param output standard output and standard error, without the last line break
     */
    public record Result(int status, String output) {
        public boolean ok() {
            return status == 0;
        }

        /** The line that usually names the reason. */
        public String lastLine() {
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .map(String::strip)
                    .orElse("exit status " + status);
        }
    }

    /** The program's file, when the PATH of the environment has it. */
    public Optional<Path> find(String program) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    public Result run(Duration deadline, List<String> command) throws IOException {
        return run(deadline, Path.of("").toAbsolutePath(), command);
    }

    /** Runs a program in a directory; one that is not done at the deadline is killed. */
    public Result run(Duration deadline, Path directory, List<String> command) throws IOException {
        // A file takes any amount of output without a thread that reads it.
        var output = Files.createTempFile("gitvoy-", ".out");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(output.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            int status = end(builder.start(), deadline, command);
            return new Result(status, new String(Files.readAllBytes(output), StandardCharsets.UTF_8).stripTrailing());
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static int end(Process process, Duration deadline, List<String> command) throws IOException {
        try {
            if (process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new IOException(
                    String.join(" ", command) + ": not done after " + deadline.toSeconds() + " s, so it was stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(String.join(" ", command) + ": interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
