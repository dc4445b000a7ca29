package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs a repository anew when fetches have left it in many pieces, and drops what no ref leads to. On the caller's thread,
 * some seconds long; a failure is logged and costs nothing but disk.
 */
final class RepositoryUpkeep {
    /** Each fetch leaves a pack; a reader looks into one after the other. */
    static final int MANY = 200;

    private static final Logger log = LoggerFactory.getLogger(RepositoryUpkeep.class);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final BareRepository bare;
    private final int many;
    private int runAbove;

    /** @param many packs, or folders of single objects, that may be there */
    RepositoryUpkeep(BareRepository bare, int many) {
        this.bare = bare;
        this.many = many;
        this.runAbove = many;
    }

    /** Does nothing while there is little to do. Returns the damage that it came upon. */
    Optional<DamagedException> run(Repository repository) {
        try {
            int pieces = pieces();
            if (pieces <= runAbove) {
                return Optional.empty();
            }
            // Set first: what fails now would most likely fail at every commit.
            runAbove = pieces + many;
            long start = System.nanoTime();
            try (var deadline = new Deadline(LONGEST)) {
                new Git(repository).gc().setProgressMonitor(deadline).call();
            }
            runAbove = pieces() + many;
            log.atInfo()
                    .addKeyValue("packs_before", pieces)
                    .addKeyValue("packs", pieces())
                    .addKeyValue(
                            "millis",
                            Duration.ofNanos(System.nanoTime() - start).toMillis())
                    .log("the repository is packed anew");
            return Optional.empty();
        } catch (IOException | GitAPIException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("repository", bare.path())
                    .addKeyValue("error", DiskTrouble.of(e))
                    .log("the repository could not be packed anew; it only takes more disk");
            bare.sweepIfPossible();
            return DamagedException.isCauseOf(e) ? Optional.of(new DamagedException(e)) : Optional.empty();
        }
    }

    private int pieces() throws IOException {
        var objects = bare.path().resolve(Constants.OBJECTS);
        return count(objects.resolve("pack"), "*.pack") + count(objects, "[0-9a-f][0-9a-f]");
    }

    private static int count(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int count = 0;
        try (var files = Files.newDirectoryStream(folder, pattern)) {
            for (var ignored : files) {
                count++;
            }
        }
        return count;
    }
}
