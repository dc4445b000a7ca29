package dev.gitvoy.review;

import dev.gitvoy.gitsync.source.LocalRepository;
import java.io.IOException;
import java.nio.file.Path;

/** How files of a configuration are called outside of it. */
final class FilePaths {
    private final Path seen;
    private final String inRepository;

    private FilePaths(Path seen, String inRepository) {
        this.seen = seen;
        this.inRepository = inRepository;
    }

    static FilePaths of(Target target) {
        if (LocalRepository.isBare(target.directory())) {
            return new FilePaths(Path.of(target.subfolder()), target.subfolder());
        }
        return new FilePaths(
                target.root(),
                LocalRepository.workTreeOf(target.directory())
                        .map(top -> Target.join(within(top, target.directory()), target.subfolder()))
                        .orElseGet(() -> fromHere(target)));
    }

    private static String within(Path top, Path directory) {
        try {
            return slashed(top.relativize(directory.toRealPath()));
        } catch (IOException e) {
            return "";
        }
    }

    /** Outside of a repository, paths are from where the program was started, if the folder lies below. */
    private static String fromHere(Target target) {
        var root = target.root().normalize();
        return root.isAbsolute() || root.startsWith("..") ? "" : slashed(root);
    }

    /** As seen from where the author is, so that an editor can jump to it. */
    String seen(String file) {
        return seen.resolve(file).normalize().toString();
    }

    /** From the top of the repository, with {@code /}: what a forge knows the file by. */
    String inRepository(String file) {
        return Target.join(inRepository, file);
    }

    private static String slashed(Path path) {
        return path.toString().replace(path.getFileSystem().getSeparator(), "/");
    }
}
