package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.source.VerifiedObjects.WrongTypeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of an origin that is kept in the state folder: it is brought up to date, read, and when it is found to be damaged
 * replaced by a new one, within the same call. Used by one thread.
 */
final class KeptCopy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeptCopy.class);
    private static final String FOLDER = "repo.git";
    private static final String OUR_REFS = "refs/gitvoy/";
    private static final long LEAST_FREE_BYTES = 64L << 20;
    /** A forge may be mended without a new commit. */
    private static final Duration HOPELESS_FOR = Duration.ofMinutes(10);

    private final GitOrigin origin;
    private final GitFetch fetch;
    private final BareRepository bare;
    private final RepositoryUpkeep upkeep;
    private final FreeSpace space;
    private final String incomingRef;
    private final String appliedRef;

    private Repository repository;
    private Optional<DamagedException> suspicion = Optional.empty();
    private Optional<Hopeless> hopeless = Optional.empty();

    /** Where the branch stood when a new copy was no better than the old one, so that a third would be none either. */
    private record Hopeless(ObjectId newest, long untilNanos) {
        static Hopeless from(ObjectId newest) {
            return new Hopeless(newest, System.nanoTime() + HOPELESS_FOR.toNanos());
        }

        boolean isFor(ObjectId id) {
            return newest.equals(id) && System.nanoTime() - untilNanos < 0;
        }
    }

    /** @throws SourceException when the repository cannot be made */
    KeptCopy(
            GitOrigin origin,
            GitAccess access,
            FetchLimits limits,
            StateDirectory state,
            int manyPacks,
            FreeSpace space)
            throws SourceException {
        this.origin = origin;
        this.space = space;
        this.bare = new BareRepository(state.path().resolve(FOLDER));
        this.upkeep = new RepositoryUpkeep(bare, manyPacks);
        this.repository = bare.open();
        // Named by origin: a state folder that is pointed at another repository does not serve the old one's commit.
        this.incomingRef = OUR_REFS + origin.originId() + "/incoming";
        this.appliedRef = OUR_REFS + origin.originId() + "/applied";
        this.fetch = new GitFetch(origin, () -> repository, incomingRef, access, limits, this::requireRoom);
    }

    /** Whether a state folder holds one. */
    static boolean isIn(Path stateDirectory) {
        return Files.isDirectory(stateDirectory.resolve(FOLDER));
    }

    GitFetch remote() {
        return fetch;
    }

    // What it is used for.

    /** Work that uses only what is kept here. */
    @FunctionalInterface
    interface LocalWork<T> {
        T run(Repository repository) throws IOException, SourceException, WrongTypeException;
    }

    /** The newest commit of the origin, whose objects are here then. */
    ObjectId newest() throws SourceException {
        return mending(this::fetchOnce);
    }

    <T> T read(LocalWork<T> work) throws SourceException {
        return mending(() -> local(work));
    }

    Optional<ObjectId> applied() throws SourceException {
        return read(kept -> idOf(appliedRef));
    }

    void markApplied(ObjectId commit) throws SourceException {
        var result = read(kept -> write(appliedRef, commit));
        switch (result) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> suspicion = upkeep.run(repository);
            default -> {
                bare.sweepIfPossible();
                throw new SourceException(
                        "the applied commit could not be remembered in " + bare.path() + " (" + result + ")");
            }
        }
    }

    // Fetching.

    private ObjectId fetchOnce() throws SourceException, DamagedException {
        if (suspicion.isPresent()) {
            var damage = suspicion.get();
            // Not for ever: when no new copy can be had, this one may still do.
            suspicion = Optional.empty();
            throw damage;
        }
        var before = local(kept -> {
            bare.check();
            return idOf(incomingRef);
        });
        var newest = fetchNewest();
        if (before.isPresent() && before.equals(local(kept -> idOf(incomingRef)))) {
            // A new commit is published first.
            suspicion = upkeep.run(repository);
        }
        return newest;
    }

    private ObjectId fetchNewest() throws SourceException, DamagedException {
        try {
            return fetch.newest();
        } catch (SourceException | RuntimeException e) {
            if (DamagedException.isCauseOf(e) && !DiskTrouble.isFull(e)) {
                throw new DamagedException(e);
            }
            throw e;
        }
    }

    private void requireRoom() throws IOException, SourceException {
        if (room() < LEAST_FREE_BYTES && bare.deleteBroken()) {
            log.atWarn().log("damaged repositories are deleted: the disk is nearly full");
        }
        long room = room();
        if (room < LEAST_FREE_BYTES) {
            throw new SourceException("the disk of " + bare.path() + " has " + (room >> 20)
                    + " MiB left, so nothing is fetched; free at least " + (LEAST_FREE_BYTES >> 20) + " MiB");
        }
    }

    private long room() throws IOException {
        return space.bytes(repository.getDirectory().toPath());
    }

    // Mending.

    /** Work that uses what is kept here, and perhaps the remote. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws SourceException, DamagedException;
    }

    /** Takes each failure for damage: reading what is kept here needs nothing that could be away for a while. */
    private <T> T local(LocalWork<T> work) throws SourceException, DamagedException {
        try {
            return work.run(repository);
        } catch (IOException | RuntimeException | WrongTypeException e) {
            if (DiskTrouble.isFull(e)) {
                bare.sweepIfPossible();
                throw full(e);
            }
            throw new DamagedException(e);
        }
    }

    /** Works; when what is kept here is damaged, once more with a new copy. */
    private <T> T mending(Work<T> work) throws SourceException {
        try {
            return explaining(work);
        } catch (DamagedException damage) {
            var newest = rebuild(damage);
            try {
                return explaining(work);
            } catch (DamagedException again) {
                hopeless = Optional.of(Hopeless.from(newest));
                throw unreadable(again);
            }
        }
    }

    private <T> T explaining(Work<T> work) throws SourceException, DamagedException {
        try {
            return work.run();
        } catch (SourceException e) {
            bare.sweepIfPossible();
            throw DiskTrouble.isFull(e) ? full(e) : e;
        } catch (RuntimeException e) {
            bare.sweepIfPossible();
            throw new SourceException(origin.displayUrl() + ": " + DiskTrouble.of(e), e);
        }
    }

    private SourceException full(Exception e) {
        return new SourceException(
                "the disk of " + bare.path() + ", or a quota on it, is full; free at least " + (LEAST_FREE_BYTES >> 20)
                        + " MiB",
                e);
    }

    /** Replaces what is kept here by what the remote has. Returns where the branch stands. */
    private ObjectId rebuild(DamagedException damage) throws SourceException {
        log.atWarn()
                .addKeyValue("repository", bare.path())
                .addKeyValue("damage", damage.getMessage())
                .log("the kept repository is damaged; it is fetched anew");
        try {
            return explaining(() -> fetchAnew(damage));
        } catch (DamagedException atTheRemote) {
            throw unreadable(atTheRemote);
        }
    }

    private ObjectId fetchAnew(DamagedException damage) throws SourceException, DamagedException {
        var old = repository;
        boolean complete = false;
        try {
            // What fetches, does so into the field.
            repository = bare.openBeside();
            final ObjectId newest;
            try {
                newest = fetch.advertised();
                if (hopeless.filter(hope -> hope.isFor(newest)).isPresent()) {
                    throw unreadable(damage);
                }
                try {
                    fetchNewest();
                } catch (DamagedException atTheRemote) {
                    hopeless = Optional.of(Hopeless.from(newest));
                    throw atTheRemote;
                }
                keepRefs(old);
                complete = true;
            } finally {
                repository.close();
                if (!complete) {
                    repository = old;
                    bare.deleteBeside();
                }
            }
            old.close();
            try {
                repository = bare.replace();
            } catch (IOException e) {
                repository = bare.open();
                throw e;
            }
            return newest;
        } catch (IOException e) {
            throw new SourceException(origin.displayUrl() + ": " + DiskTrouble.of(e), e);
        }
    }

    /** Carries over what the damaged repository remembers of commits that still exist. */
    private void keepRefs(Repository damaged) throws IOException {
        List<Ref> refs;
        try {
            refs = damaged.getRefDatabase().getRefsByPrefix(OUR_REFS);
        } catch (IOException | RuntimeException e) {
            log.atWarn().setCause(e).log("which commit was applied last can no longer be read");
            return;
        }
        for (var ref : refs) {
            var id = ref.getObjectId();
            if (id != null
                    && repository.exactRef(ref.getName()) == null
                    && repository.getObjectDatabase().has(id)) {
                write(ref.getName(), id);
            }
        }
    }

    private RefUpdate.Result write(String ref, ObjectId id) throws IOException {
        var result = BareRepository.write(repository, ref, id);
        if (result == RefUpdate.Result.LOCK_FAILURE) {
            // Nobody but us may hold the lock, and we do not.
            bare.sweep();
            result = BareRepository.write(repository, ref, id);
        }
        return result;
    }

    private Optional<ObjectId> idOf(String name) throws IOException {
        return Optional.ofNullable(repository.exactRef(name)).map(Ref::getObjectId);
    }

    private SourceException unreadable(DamagedException e) {
        return new SourceException(
                origin.displayUrl() + " cannot be read: " + DiskTrouble.of(lastCause(e))
                        + "; a new copy of it was no better",
                e);
    }

    private static Throwable lastCause(Throwable e) {
        var cause = e;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Override
    public void close() {
        repository.close();
    }
}
