package dev.gitvoy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder that is gone when the benchmark is, also when it is interrupted. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;
    private final Thread onExit = new Thread(this::delete);

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    public static TemporaryFolder create() throws BenchException {
        try {
            var folder = new TemporaryFolder(Files.createTempDirectory("gitvoy-bench-"));
            Runtime.getRuntime().addShutdownHook(folder.onExit);
            return folder;
        } catch (IOException e) {
            throw new BenchException("cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    private void delete() {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("bench: cannot delete " + path + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(onExit);
        delete();
    }
}
