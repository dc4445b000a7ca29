package dev.gitvoy.gitsync.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Sees that files have changed, without reading them. */
final class ListFiles {
    private ListFiles() {}

    /** Names, sizes and times of a file, or of those in a folder; another text when one was written or replaced. */
    static String state(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return stateOfFile(fileOrFolder);
        }
        try (var files = Files.list(fileOrFolder)) {
            return files.sorted().map(ListFiles::stateOfFile).collect(Collectors.joining(" "));
        } catch (IOException e) {
            return fileOrFolder + ":" + e.getClass().getSimpleName();
        }
    }

    private static String stateOfFile(Path file) {
        try {
            // Through links: a mounted secret is a link to a link, of which the inner one is replaced.
            return file + ":" + Files.size(file) + ":"
                    + Files.getLastModifiedTime(file).toInstant() + ":" + file.toRealPath();
        } catch (IOException e) {
            return file + ":" + e.getClass().getSimpleName();
        }
    }
}
