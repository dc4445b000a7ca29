package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;

/** What a source refuses to read as a configuration file, in one wording for every kind of source. */
final class FileLimits {
    /** A configuration file that is larger was hardly written by people: 1 MiB. */
    static final long MAX_BYTES = 1 << 20;

    private FileLimits() {}

    static Problem tooLarge(String path, long size) {
        return Problem.error(
                Location.startOf(path),
                "file-too-large",
                "the file has " + size + " bytes; split it into files of at most " + MAX_BYTES);
    }

    static Problem symbolicLink(String path) {
        return Problem.error(
                Location.startOf(path), "symlink", "symbolic links are not followed; put the file itself here");
    }

    static Problem submodule(String path) {
        return Problem.error(
                Location.startOf(path), "submodule", "submodules are not followed; put the files themselves here");
    }
}
