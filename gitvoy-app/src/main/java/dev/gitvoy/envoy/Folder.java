package dev.gitvoy.envoy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory with all that is in it. */
public final class Folder {
    private Folder() {}

    /** Deletes the directory and everything below it, without following symbolic links. */
    public static void delete(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(directory)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (var path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
