package dev.gitvoy.serve;

import dev.gitvoy.gitsync.cache.CacheFile;
import dev.gitvoy.gitsync.cache.CompileCache;
import dev.gitvoy.gitsync.release.CommitVerifier;
import dev.gitvoy.gitsync.release.OrdersFile;
import dev.gitvoy.gitsync.release.SignedCommits;
import dev.gitvoy.gitsync.release.SyncRules;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.gitsync.source.GitBranchSource;
import dev.gitvoy.gitsync.source.GitOrigin;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.gitsync.source.StateDirectory;
import dev.gitvoy.xds.api.EnvoyApi;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the configuration comes from, and by which rules it is followed, as the settings say. */
final class FollowedRepository {
    private static final Logger log = LoggerFactory.getLogger(FollowedRepository.class);
    private static final String CACHE_FILE = "compiled";

    private final ServeSettings settings;
    private final Consumer<Runnable> onClose;
    /** A folder that is no repository; nothing is kept of it. */
    private final Optional<Path> plainFolder;

    private final Optional<StateDirectory> state;

    private FollowedRepository(
            ServeSettings settings,
            Consumer<Runnable> onClose,
            Optional<Path> plainFolder,
            Optional<StateDirectory> state) {
        this.settings = settings;
        this.onClose = onClose;
        this.plainFolder = plainFolder;
        this.state = state;
    }

    /**
     * Takes the state folder for this process.
     *
     * @param onClose is given what to undo, the latest last
     */
    static FollowedRepository take(ServeSettings settings, Consumer<Runnable> onClose) throws StartException {
        var plainFolder = plainFolder(settings);
        if (plainFolder.isPresent()) {
            return new FollowedRepository(settings, onClose, plainFolder, Optional.empty());
        }
        try {
            var state = StateDirectory.open(settings.stateDir());
            onClose.accept(state::close);
            return new FollowedRepository(settings, onClose, Optional.empty(), Optional.of(state));
        } catch (SourceException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Opens what was compiled before, read with this API. */
    CompileCache cache(EnvoyApi api) {
        if (state.isEmpty()) {
            return CompileCache.NONE;
        }
        var cache = CacheFile.open(state.get().path().resolve(CACHE_FILE), Compilers.fingerprint(api));
        onClose.accept(cache::close);
        return cache;
    }

    /**
     * Opens the source.
     *
     * @param paths which files belong to the configuration
     */
    ConfigSource source(Predicate<String> paths) throws StartException {
        var repository = settings.repository();
        if (state.isEmpty()) {
            var folder = plainFolder.orElseThrow();
            log.atWarn().addKeyValue("folder", folder).log("not a Git repository: serving the folder as it is");
            return new DirectorySource(folder, paths);
        }
        try {
            var origin = GitOrigin.of(repository.address(), repository.revision(), repository.path());
            var source = new GitBranchSource(origin, repository.access(), repository.limits(), state.get(), paths);
            onClose.accept(source::close);
            return source;
        } catch (SourceException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<Path> plainFolder(ServeSettings settings) {
        var repository = settings.repository();
        try {
            var local = Path.of(repository.address());
            // Where a repository was followed before, a folder without one is a repository that is away (an empty
            // mount, perhaps), and no configuration of nothing.
            boolean plain = Files.isDirectory(local)
                    && !GitOrigin.isRepository(local.toFile())
                    && !GitBranchSource.wasFollowed(settings.stateDir());
            return plain
                    ? Optional.of(repository.path().isEmpty() ? local : local.resolve(repository.path()))
                    : Optional.empty();
        } catch (InvalidPathException notAPath) {
            // An address, then.
            return Optional.empty();
        }
    }

    SyncRules rules() {
        var following = settings.repository().following();
        var verifier = following
                .signers()
                .<CommitVerifier>map(
                        signers -> new SignedCommits(signers, following.forgeSigners(), InstantSource.system()))
                .orElse(CommitVerifier.ANYBODY);
        var orders = state.map(kept -> OrdersFile.in(kept.path())).orElseGet(OrdersFile::none);
        return new SyncRules(verifier, following.rewrites(), orders);
    }
}
