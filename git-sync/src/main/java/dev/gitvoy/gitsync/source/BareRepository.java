package dev.gitvoy.gitsync.source;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the bare repository that a source keeps; used only by the process that holds the state folder. What is
 * damaged is replaced by a new one that was made beside it, never before that one is complete: until then the damaged one
 * may still hold the commit that a restart needs.
 */
final class BareRepository {
    private static final Logger log = LoggerFactory.getLogger(BareRepository.class);
    private static final int BROKEN_KEPT = 2;
    /** How the names of half-received packs, half-collected ones, and half-written objects start. */
    private static final List<String> TEMPORARY_OBJECTS = List.of("incoming_", "gc_", "noz");

    private static final byte[] HEAD = "ref: refs/heads/main\n".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private final Path beside;

    BareRepository(Path path) {
        this.path = path;
        this.beside = sibling(".new");
    }

    Path path() {
        return path;
    }

    /** Opens or makes it, mends what a killed process left, and moves one aside that cannot be opened. */
    Repository open() throws SourceException {
        IsolatedGit.install();
        try {
            if (!Files.exists(path) && Files.isDirectory(beside)) {
                // Killed between the two moves of a replacement.
                Files.move(beside, path);
            }
            delete(beside);
            try {
                sweep();
                return openOrCreate(path);
            } catch (IOException | RuntimeException e) {
                log.atWarn()
                        .setCause(e)
                        .log("the kept repository cannot be opened; it is moved aside and fetched anew");
                openBeside().close();
                return replace();
            }
        } catch (IOException e) {
            throw new SourceException("the repository " + path + " cannot be made: " + DiskTrouble.of(e), e);
        }
    }

    /** Finds what JGit would meet halfway through a fetch, where nothing tells it from trouble with the remote. */
    void check() throws IOException {
        for (var folder : List.of(Constants.OBJECTS, "refs")) {
            if (!Files.isDirectory(path.resolve(folder))) {
                throw new NoSuchFileException(path.resolve(folder).toString());
            }
        }
        try {
            new FileBasedConfig(path.resolve(Constants.CONFIG).toFile(), FS.DETECTED).load();
        } catch (ConfigInvalidException e) {
            throw new IOException(e);
        }
    }

    /** An empty one, to be filled and then {@linkplain #replace put in place}. */
    Repository openBeside() throws IOException {
        delete(beside);
        return openOrCreate(beside);
    }

    void deleteBeside() {
        try {
            delete(beside);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("an incomplete repository could not be deleted");
        }
    }

    /** Puts the one made beside in place; both must be closed. The old one is kept for a look. */
    Repository replace() throws IOException {
        var aside = moveAside();
        Files.move(beside, path);
        log.atInfo().addKeyValue("moved_to", aside).log("the damaged repository is replaced");
        return openOrCreate(path);
    }

    /** Gives back the disk that damaged repositories take. Returns whether there were any. */
    boolean deleteBroken() throws IOException {
        var broken = broken();
        for (var old : broken) {
            delete(old);
        }
        return !broken.isEmpty();
    }

    private Path moveAside() throws IOException {
        var older = broken();
        for (var old : older.subList(0, Math.max(0, older.size() - BROKEN_KEPT + 1))) {
            delete(old);
        }
        long now = System.currentTimeMillis();
        var aside = sibling(".broken-" + now);
        while (Files.exists(aside)) {
            aside = sibling(".broken-" + ++now);
        }
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? Files.move(path, aside) : path;
    }

    /** The oldest first. */
    private List<Path> broken() throws IOException {
        var start = path.getFileName() + ".broken-";
        try (var siblings = Files.newDirectoryStream(path.resolveSibling(""), start + "*")) {
            return StreamSupport.stream(siblings.spliterator(), false).sorted().toList();
        }
    }

    private Path sibling(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static Repository openOrCreate(Path folder) throws IOException {
        try {
            return openOrCreate(folder.toFile());
        } catch (IOException | IllegalArgumentException e) {
            // All of its configuration is ours, so that a broken one is no loss.
            if (Files.deleteIfExists(folder.resolve(Constants.CONFIG))) {
                return openOrCreate(folder.toFile());
            }
            throw e;
        }
    }

    private static Repository openOrCreate(File folder) throws IOException {
        var repository = new IsolatedGit.LimitedRepository(
                new FileRepositoryBuilder().setGitDir(folder).setBare().setup());
        try {
            if (new File(folder, Constants.OBJECTS).isDirectory() || new File(folder, "refs").isDirectory()) {
                mendHead(folder.toPath().resolve(Constants.HEAD));
            } else {
                repository.create(true);
            }
            configure(repository);
            return repository;
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    /** Nobody follows it, but without it this is no repository. */
    private static void mendHead(Path head) throws IOException {
        if (!Files.exists(head) || !Arrays.equals(Files.readAllBytes(head), HEAD)) {
            Files.write(head, HEAD);
        }
    }

    private static void configure(Repository repository) throws IOException {
        var config = repository.getConfig();
        try {
            config.load();
        } catch (ConfigInvalidException e) {
            throw new IOException(e);
        }
        var before = config.toText();
        config.setInt("core", null, "repositoryformatversion", 0);
        config.setBoolean("core", null, "bare", true);
        // A ref that survives a power cut is what a restart without the forge relies on.
        config.setBoolean("core", null, "fsyncRefFiles", true);
        config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "logAllRefUpdates", false);
        config.setBoolean("fetch", null, "autogc", false);
        config.setInt("gc", null, "auto", 0);
        config.setInt("gc", null, "autoPackLimit", 0);
        // Else a disk holds everything twice for an hour after each collection.
        config.setString("gc", null, "prunePackExpire", "now");
        config.setString("gc", null, "pruneExpire", "now");
        config.setInt("pack", null, "threads", 1);
        config.setBoolean("pack", null, "buildBitmaps", false);
        config.setString("http", null, "followRedirects", "initial");
        // A start on a full disk must not fail for nothing.
        if (!config.toText().equals(before)) {
            config.save();
        }
    }

    /** A stale lock would freeze a ref without an error, and no garbage collection removes a half-received pack. */
    void sweep() throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        List<Path> leftovers;
        try (var files = Files.walk(path)) {
            leftovers = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(this::isLeftover)
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getCause());
        }
        for (var file : leftovers) {
            log.atInfo().addKeyValue("file", path.relativize(file)).log("removing what a killed process left");
            Files.deleteIfExists(file);
        }
    }

    /** The same after something else has failed; that it cannot be done is logged. */
    void sweepIfPossible() {
        try {
            sweep();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("what is left of a failed fetch or of packing could not be removed");
        }
    }

    /** Lets one of our refs name another commit, whatever it named before. */
    static RefUpdate.Result write(Repository repository, String ref, ObjectId id) throws IOException {
        var update = repository.updateRef(ref);
        update.setNewObjectId(id);
        update.setForceUpdate(true);
        return update.update();
    }

    private boolean isLeftover(Path file) {
        var name = file.getFileName().toString();
        if (name.endsWith(".lock")) {
            return true;
        }
        if (!path.relativize(file).startsWith(Constants.OBJECTS)) {
            return name.equals("gc.pid") || name.startsWith(".probe-");
        }
        // Without its index a pack is not read, and a fetch of the same objects would not replace it.
        boolean lonely = name.endsWith(".pack")
                && !Files.exists(file.resolveSibling(name.substring(0, name.length() - ".pack".length()) + ".idx"));
        return lonely || name.endsWith(".keep") || TEMPORARY_OBJECTS.stream().anyMatch(name::startsWith);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw new IOException(e.getCause());
        }
    }
}
