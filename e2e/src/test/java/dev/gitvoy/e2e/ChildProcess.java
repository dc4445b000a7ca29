package dev.gitvoy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A program that runs beside a scenario. Its output goes to a file, and it ends with this JVM at the latest. */
final class ChildProcess implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-child-processes"));
    }

    private final String name;
    private final Process process;
    private final Path output;

    private ChildProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    static ChildProcess start(List<String> command, Path output) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            // What is set for this JVM, or by the developer, is not meant for the program.
            builder.environment().keySet().removeIf(variable -> variable.startsWith("GITVOY_"));
            var process = builder.start();
            process.getOutputStream().close();
            RUNNING.add(process);
            return new ChildProcess(output.getFileName().toString(), process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean runs() {
        return process.isAlive();
    }

    /** What the program has written so far. */
    String output() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the program to end (SIGTERM), waits for it and returns its exit status. */
    int terminate() {
        process.destroy();
        return ended();
    }

    /** Ends the program without its knowledge (SIGKILL). */
    void kill9() {
        process.destroyForcibly();
        ended();
    }

    private int ended() {
        try {
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + " still runs " + DEADLINE + " after it was told to end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        RUNNING.remove(process);
        return process.exitValue();
    }

    @Override
    public void close() {
        kill9();
    }
}
