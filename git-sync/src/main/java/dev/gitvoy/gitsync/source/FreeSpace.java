package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many bytes may still be written where a folder lies. */
@FunctionalInterface
interface FreeSpace {
    /** As the file system says; what says nothing about itself is taken for endless. */
    FreeSpace OF_DISK = folder -> {
        var store = Files.getFileStore(folder);
        return store.getTotalSpace() == 0 ? Long.MAX_VALUE : store.getUsableSpace();
    };

    long bytes(Path folder) throws IOException;
}
