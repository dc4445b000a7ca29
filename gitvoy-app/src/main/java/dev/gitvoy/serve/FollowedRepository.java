package dev.gitvoy.serve;

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
record FollowedRepository(ConfigSource source, SyncRules rules) {
    private static final Logger log = LoggerFactory.getLogger(FollowedRepository.class);

    /**
     * Opens it.
     *
     * @param paths which files belong to the configuration
     * @param onClose is given what to undo, the latest last
     */
    static FollowedRepository open(ServeSettings settings, Predicate<String> paths, Consumer<Runnable> onClose)
            throws StartException {
        var folder = plainFolder(settings);
        if (folder.isPresent()) {
            log.atWarn().addKeyValue("folder", folder.get()).log("not a Git repository: serving the folder as it is");
            return new FollowedRepository(new DirectorySource(folder.get(), paths), rules(settings, OrdersFile.none()));
        }
        try {
            var repository = settings.repository();
            var origin = GitOrigin.of(repository.address(), repository.revision(), repository.path());
            var state = StateDirectory.open(settings.stateDir());
            onClose.accept(state::close);
            var source = new GitBranchSource(origin, repository.access(), repository.limits(), state, paths);
            onClose.accept(source::close);
            return new FollowedRepository(source, rules(settings, OrdersFile.in(settings.stateDir())));
        } catch (SourceException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<Path> plainFolder(ServeSettings settings) {
        var repository = settings.repository();
        try {
            var local = Path.of(repository.address());
            // Where a repository was followed before, a folder without one is a repository that is away (an empty
            // mount, perhaps),
            // and no configuration of nothing.
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

    private static SyncRules rules(ServeSettings settings, OrdersFile orders) {
        var following = settings.repository().following();
        var verifier = following
                .signers()
                .<CommitVerifier>map(
                        signers -> new SignedCommits(signers, following.forgeSigners(), InstantSource.system()))
                .orElse(CommitVerifier.ANYBODY);
        return new SyncRules(verifier, following.rewrites(), orders);
    }
}
