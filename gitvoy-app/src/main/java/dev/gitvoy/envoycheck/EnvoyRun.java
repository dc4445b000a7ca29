package dev.gitvoy.envoycheck;

import dev.gitvoy.envoy.EnvoyCommand;
import dev.gitvoy.envoy.Folder;
import dev.gitvoy.envoy.Programs;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A real Envoy as the judge, in a folder that only this user can read and that is gone when this is closed. */
final class EnvoyRun implements Judge, AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration CLEANING = Duration.ofSeconds(10);
    /** Of what Envoy prints. Its last words count. */
    private static final int LONGEST_OUTPUT = 8 << 20;

    private final EnvoyCommand envoy;
    private final Duration deadline;
    private final Path folder;
    private final Thread hook;

    private EnvoyRun(EnvoyCommand envoy, Duration deadline, Path folder) {
        this.envoy = envoy;
        this.deadline = deadline;
        this.folder = folder;
        this.hook = new Thread(this::delete, "envoy-check-cleaning");
    }

    static EnvoyRun of(EnvoyCommand envoy) throws IOException {
        return of(envoy, DEADLINE);
    }

    static EnvoyRun of(EnvoyCommand envoy, Duration deadline) throws IOException {
        var folder = Files.createTempDirectory(
                        "gitvoy-envoy-",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                .toRealPath();
        var run = new EnvoyRun(envoy, deadline, folder);
        // Who presses Ctrl-C leaves nothing behind either.
        Runtime.getRuntime().addShutdownHook(run.hook);
        return run;
    }

    @Override
    public Verdict judge(Bootstrap bootstrap) throws IOException {
        // Envoy reads binary by this suffix; so fields that this API does not know reach it as they are.
        var file = write(folder.resolve("bootstrap.pb"), bootstrap);
        var output = folder.resolve("output");
        var process = start(file, output);
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Verdict.Undecided(envoy + " gave no answer within " + deadline.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Envoy was asked");
        } finally {
            stop(process);
        }
        return process.exitValue() == 0
                ? new Verdict.Accepted()
                : new Verdict.Refused(
                        Words.of(lastOf(output)).orElse("it ended with status " + process.exitValue() + ", wordless"));
    }

    private static Path write(Path file, Bootstrap bootstrap) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, bootstrap.toByteArray(), StandardOpenOption.WRITE);
    }

    private Process start(Path file, Path output) throws IOException {
        var builder = new ProcessBuilder(envoy.start(
                        folder,
                        List.of(
                                "--mode",
                                "validate",
                                "-c",
                                file.toString(),
                                // As in what it discovers: a field of a newer API is ignored.
                                "--allow-unknown-static-fields",
                                "--disable-hot-restart",
                                "--concurrency",
                                "1",
                                "-l",
                                "critical",
                                "--log-format",
                                Words.LOG_FORMAT)))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(output.toFile());
        if (envoy instanceof EnvoyCommand.Binary) {
            // Nothing of the author's environment, such as a token, is Envoy's business.
            builder.environment().keySet().retainAll(Set.of("PATH", "LD_LIBRARY_PATH"));
        }
        return builder.start();
    }

    private void stop(Process process) {
        if (!process.isAlive()) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        var remove = envoy.remove(folder);
        if (!remove.isEmpty()) {
            try {
                new Programs(System.getenv(), Map.of()).run(CLEANING, remove);
            } catch (IOException e) {
                // The engine does not answer: nothing more can be done from here.
            }
        }
    }

    private static String lastOf(Path output) throws IOException {
        try (var channel = Files.newByteChannel(output)) {
            channel.position(Math.max(0, channel.size() - LONGEST_OUTPUT));
            var bytes = ByteBuffer.allocate((int) Math.min(LONGEST_OUTPUT, channel.size()));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until all of it is there.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    private void delete() {
        try {
            Folder.delete(folder);
        } catch (IOException e) {
            // It lies in the folder for temporary files and holds no secret.
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending, so the hook runs anyway.
        }
        delete();
    }
}
