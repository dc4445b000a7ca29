package dev.gitvoy.gitsync.source;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bare repository that a source keeps; opened only by the process that holds the state folder. */
final class BareRepository {
    private static final Logger log = LoggerFactory.getLogger(BareRepository.class);

    private BareRepository() {}

    /** Opens or makes it, mends what a killed process left, and moves one aside that cannot be opened. */
    static Repository open(Path path) throws SourceException {
        IsolatedGit.install();
        try {
            sweep(path);
            try {
                return openOrCreate(path.toFile());
            } catch (IOException | IllegalArgumentException e) {
                var aside = path.resolveSibling(path.getFileName() + ".broken-" + System.currentTimeMillis());
                log.atWarn()
                        .addKeyValue("moved_to", aside)
                        .setCause(e)
                        .log("the kept repository cannot be opened; it is moved aside and fetched anew");
                Files.move(path, aside);
                return openOrCreate(path.toFile());
            }
        } catch (IOException e) {
            throw new SourceException("the repository " + path + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static Repository openOrCreate(File directory) throws IOException {
        var repository = new IsolatedGit.LimitedRepository(
                new FileRepositoryBuilder().setGitDir(directory).setBare().setup());
        try {
            if (!new File(directory, "HEAD").exists()) {
                repository.create(true);
            }
            configure(repository);
            return repository;
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    private static void configure(Repository repository) throws IOException {
        var config = repository.getConfig();
        try {
            config.load();
        } catch (ConfigInvalidException e) {
            throw new IOException(e);
        }
        // A ref that survives a power cut is what a restart without the forge relies on.
        config.setBoolean("core", null, "fsyncRefFiles", true);
        config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "logAllRefUpdates", false);
        config.setBoolean("fetch", null, "autogc", false);
        config.setInt("gc", null, "auto", 0);
        config.setInt("gc", null, "autoPackLimit", 0);
        config.setString("http", null, "followRedirects", "initial");
        config.save();
    }

    /** A stale lock would freeze a ref without an error, and no garbage collection removes a half-received pack. */
    private static void sweep(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        List<Path> leftovers;
        try (var files = Files.walk(path)) {
            leftovers = files.filter(Files::isRegularFile)
                    .filter(file -> {
                        var name = file.getFileName().toString();
                        return name.endsWith(".lock") || name.startsWith("incoming_");
                    })
                    .toList();
        }
        for (var file : leftovers) {
            log.atInfo().addKeyValue("file", path.relativize(file)).log("removing what a killed process left");
            Files.deleteIfExists(file);
        }
    }
}
