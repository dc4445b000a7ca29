package dev.gitvoy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program of this machine that does one thing and ends. */
final class Command {
    private final Path directory;
    private final Map<String, String> environment;
    private final Duration deadline;

    /** Runs programs in a directory, with these variables added to the environment. */
    Command(Path directory, Map<String, String> environment, Duration deadline) {
        this.directory = directory;
        this.environment = environment;
        this.deadline = deadline;
    }

    /** What became of a run; the output is both streams, without space around it. */
    record Result(int status, String output) {}

    /** Returns the output; throws when the program fails or exceeds its deadline. */
    String run(List<String> command) {
        Result result;
        try {
            result = attempt(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (result.status() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + ": status " + result.status() + ": " + result.output());
        }
        return result.output();
    }

    /** Throws {@code IOException} when there is no such program. */
    Result attempt(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var output = CompletableFuture.supplyAsync(() -> read(process));
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + ": not done after " + deadline);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Result(process.exitValue(), output.join().strip());
    }

    private static String read(Process process) {
        try (var in = process.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
