package dev.gitvoy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gitvoy.client.HttpJson;
import dev.gitvoy.envoy.EnvoyCommand;
import dev.gitvoy.envoy.Programs;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running Envoy. Closing stops it; a shutdown hook is up to the caller. Any thread. */
public final class EnvoyProcess implements AutoCloseable {
    private static final String BOOTSTRAP = "envoy.yaml";
    private static final String ADMIN_ADDRESS = "admin-address";
    private static final String LOG = "envoy.log";
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final EnvoyCommand command;
    private final Path directory;
    private final Process process;
    private final HttpJson http = new HttpJson();

    private EnvoyProcess(EnvoyCommand command, Path directory, Process process) {
        this.command = command;
        this.directory = directory;
        this.process = process;
    }

    /**
     * Starts an Envoy and waits until it is live.
     *
     * @param bootstrap YAML; its admin port is best 0, which takes a free one
     * @param directory is there and is the caller's; the log stays in it
     * @throws IOException with the end of Envoy's log when it does not become live
     */
    public static EnvoyProcess start(EnvoyCommand command, String bootstrap, Path directory)
            throws IOException, InterruptedException {
        var place = directory.toRealPath();
        Files.writeString(place.resolve(BOOTSTRAP), bootstrap);
        Files.deleteIfExists(place.resolve(ADMIN_ADDRESS));
        var arguments = List.of(
                "-c",
                place.resolve(BOOTSTRAP).toString(),
                "--admin-address-path",
                place.resolve(ADMIN_ADDRESS).toString(),
                "--use-dynamic-base-id",
                "--concurrency",
                "1",
                "--drain-time-s",
                "1",
                "--parent-shutdown-time-s",
                "2",
                "-l",
                "warning");
        var process = new ProcessBuilder(command.start(place, arguments))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(place.resolve(LOG).toFile()))
                .start();
        var envoy = new EnvoyProcess(command, place, process);
        try {
            envoy.awaitLive();
        } catch (IOException | InterruptedException e) {
            envoy.close();
            throw e;
        }
        return envoy;
    }

    /** Where the admin API listens. */
    public URI adminAddress() throws IOException {
        return URI.create("http://"
                + Files.readString(directory.resolve(ADMIN_ADDRESS), StandardCharsets.UTF_8)
                        .strip());
    }

    /** The port that a listener really has. */
    public int listenerPort(String name) throws IOException {
        var answer = http.get(adminAddress().resolve("/listeners?format=json"));
        for (JsonNode listener : answer.json().path("listener_statuses")) {
            if (listener.path("name").asText().equals(name)) {
                return listener.at("/local_address/socket_address/port_value").asInt();
            }
        }
        throw new IOException("Envoy has no listener \"" + name + "\"");
    }

    public Path log() {
        return directory.resolve(LOG);
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Stops Envoy and deletes what it was started with; the log stays. */
    @Override
    public void close() {
        // Who interrupts the start still wants Envoy to be gone.
        boolean interrupted = Thread.interrupted();
        process.destroy();
        if (!endsWithin(STOP)) {
            process.destroyForcibly();
            removeRemains();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            Files.deleteIfExists(directory.resolve(BOOTSTRAP));
            Files.deleteIfExists(directory.resolve(ADMIN_ADDRESS));
        } catch (IOException e) {
            // They lie in a directory of the caller, who deletes it or will see them there.
        }
    }

    private void awaitLive() throws IOException, InterruptedException {
        boolean live = Await.until(START, () -> !process.isAlive() || isLive());
        if (!process.isAlive()) {
            throw new IOException("Envoy ended with status " + process.exitValue() + ":\n" + endOfLog());
        }
        if (!live) {
            throw new IOException("Envoy is not live after " + START.toSeconds() + " s:\n" + endOfLog());
        }
    }

    private boolean isLive() {
        try {
            return Files.exists(directory.resolve(ADMIN_ADDRESS))
                    && http.get(adminAddress().resolve("/ready")).ok();
        } catch (IOException | IllegalArgumentException e) {
            // The address is still being written, or nothing listens on it yet.
            return false;
        }
    }

    private String endOfLog() throws IOException {
        var lines = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    private boolean endsWithin(Duration deadline) {
        try {
            return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void removeRemains() {
        var remove = command.remove(directory);
        if (remove.isEmpty()) {
            return;
        }
        try {
            new Programs(System.getenv(), Map.of()).run(STOP, remove);
        } catch (IOException e) {
            // The engine does not answer: nothing more can be done from here.
        }
    }
}
