package dev.gitvoy.review;

import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.gitsync.source.LocalRepository;
import dev.gitvoy.gitsync.source.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * The configuration that is looked at.
 *
 * @param directory a folder, or a bare repository
 * @param subfolder where in it the configuration begins; empty for its top
 */
public record Target(Path directory, String subfolder) {
    public Target {
        subfolder = subfolder.replaceAll("^(\\./)+|/+$", "");
        if (subfolder.equals(".")) {
            subfolder = "";
        }
    }

    /** What was read of a configuration. */
    public record Content(Commit commit, Changes changes) {}

    /** Reads the files as they lie in the folder, committed or not. */
    public Content folder(Predicate<String> wanted) throws SourceException {
        if (LocalRepository.isBare(directory)) {
            throw new SourceException(directory + " is a bare repository; say which commit of it, with --rev");
        }
        var root = root();
        if (!Files.isDirectory(root)) {
            throw new SourceException(root + " is not a folder");
        }
        try (var source = new DirectorySource(root, wanted)) {
            var commit = source.fetch();
            return new Content(commit, source.changes(null, commit));
        }
    }

    /** Reads a commit, a branch or a tag of the repository that the folder is in. */
    public Content revision(String revision, Predicate<String> wanted) throws SourceException {
        try (var repository = LocalRepository.open(directory)) {
            var commit = repository.find(revision);
            return new Content(commit, repository.changes(null, commit, folderIn(repository), wanted));
        }
    }

    /**
     * What to say when nothing is there: the place is hardly the one that was meant, and must not pass for a good one in CI.
     *
     * @param expected where configuration would be
     */
    public SourceException nothing(String expected) {
        return new SourceException(root().normalize() + " holds no configuration; expected " + expected
                + " in it; name its folder, or --path");
    }

    /** Path of the configuration in its repository. */
    String folderIn(LocalRepository repository) {
        return join(repository.folder(), subfolder);
    }

    Path root() {
        return directory.resolve(subfolder);
    }

    static String join(String folder, String path) {
        return folder.isEmpty() ? path : path.isEmpty() ? folder : folder + "/" + path;
    }
}
