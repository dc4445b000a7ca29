package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.source.VerifiedObjects.WrongTypeException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A branch of a Git repository as a source. Keeps the branch's full history in a bare repository of its own (a shallow one
 * cannot tell a fast-forward from a rewrite), never a work tree: files are read from the object store by id, so a hostile
 * path or link in a commit touches no disk.
 */
public final class GitBranchSource implements ConfigSource {
    private static final Logger log = LoggerFactory.getLogger(GitBranchSource.class);
    private static final String OUR_REFS = "refs/gitvoy/";
    private static final long LEAST_FREE_BYTES = 64L << 20;
    /** Of an author's name and a message's first line, which may be megabytes. */
    private static final int LONGEST_TEXT = 200;

    /** A forge may be mended without a new commit. */
    private static final Duration HOPELESS_FOR = Duration.ofMinutes(10);

    private static final int SIZES_REMEMBERED = 64;

    private final GitBranch branch;
    private final Duration timeout;
    private final Predicate<String> wanted;
    private final BareRepository bare;
    private final Tuning tuning;
    private final RepositoryUpkeep upkeep;
    private final String branchRef;
    private final String incomingRef;
    private final String appliedRef;
    /** By commit, of those read last. */
    private final Map<String, Intake.Size> sizes = new LinkedHashMap<>();

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

    /** What tests need to be smaller than it is. */
    record Tuning(SourceLimits limits, int manyPacks, FreeSpace space) {
        static final Tuning DEFAULT = new Tuning(SourceLimits.DEFAULT, RepositoryUpkeep.MANY, FreeSpace.OF_DISK);
    }

    /**
     * @param state where the bare repository lives; the caller closes it
     * @param timeout for each call of {@link #fetch} and {@link #changes}; once more for fetching a damaged repository anew
     * @param wanted says by path, relative to the branch's folder, which files belong to the configuration; asked with a slash
     *     at the end, whether a folder may hold such files
     * @throws SourceException when the bare repository cannot be made
     */
    public GitBranchSource(GitBranch branch, StateDirectory state, Duration timeout, Predicate<String> wanted)
            throws SourceException {
        this(branch, state, timeout, wanted, Tuning.DEFAULT);
    }

    GitBranchSource(GitBranch branch, StateDirectory state, Duration timeout, Predicate<String> wanted, Tuning tuning)
            throws SourceException {
        this.branch = branch;
        this.timeout = timeout;
        this.wanted = wanted;
        this.tuning = tuning;
        this.bare = new BareRepository(state.path().resolve("repo.git"));
        this.upkeep = new RepositoryUpkeep(bare, tuning.manyPacks());
        this.repository = bare.open();
        this.branchRef = Constants.R_HEADS + branch.name();
        // Named by origin: a state folder that is pointed at another repository does not serve the old one's commit.
        this.incomingRef = OUR_REFS + branch.originId() + "/incoming";
        this.appliedRef = OUR_REFS + branch.originId() + "/applied";
    }

    /**
     * For a process that should start quickly: JGit measures for some seconds how fine the clock of a file system is. In the
     * background it assumes the worst until it knows, and has a file in the repository's folder for as long.
     */
    public static void measureFileSystemsInBackground() {
        FS.FileStoreAttributes.setBackground(true);
    }

    @Override
    public String url() {
        return branch.displayUrl();
    }

    @Override
    public String ref() {
        return branchRef;
    }

    @Override
    public Commit fetch() throws SourceException {
        return mending(this::fetchOnce);
    }

    private Commit fetchOnce()
            throws GitAPIException, IOException, URISyntaxException, SourceException, DamagedException {
        if (suspicion.isPresent()) {
            var damage = suspicion.get();
            // Not for ever: when no new copy can be had, this one may still do.
            suspicion = Optional.empty();
            throw damage;
        }
        var deadline = new Deadline(timeout);
        var known = local(() -> {
            bare.check();
            return idOf(incomingRef);
        });
        boolean isKnown = known.equals(Optional.of(newestId(deadline)));
        if (!isKnown) {
            fetchNewest(deadline);
        }
        // Perhaps newer by now than what was asked for.
        var commit = local(() -> commit(idOf(incomingRef).orElseThrow()));
        if (isKnown) {
            // A new commit is published first.
            suspicion = upkeep.run(repository);
        }
        return commit;
    }

    private void fetchNewest(Deadline deadline) throws GitAPIException, IOException, SourceException, DamagedException {
        requireRoom();
        try {
            fetchObjects(deadline);
        } catch (GitAPIException | RuntimeException e) {
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
        return tuning.space().bytes(repository.getDirectory().toPath());
    }

    /** Work that uses what is kept here, and perhaps the remote. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws GitAPIException, IOException, URISyntaxException, SourceException, DamagedException;
    }

    /** Work that uses only what is kept here. */
    @FunctionalInterface
    private interface LocalWork<T> {
        T run() throws IOException, SourceException, WrongTypeException;
    }

    /** Takes each failure for damage: reading what is kept here needs nothing that could be away for a while. */
    private <T> T local(LocalWork<T> work) throws SourceException, DamagedException {
        try {
            return work.run();
        } catch (IOException | RuntimeException | WrongTypeException e) {
            if (DiskTrouble.isFull(e)) {
                sweep();
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
            sweep();
            throw e;
        } catch (GitAPIException | IOException | URISyntaxException | RuntimeException e) {
            sweep();
            if (DiskTrouble.isFull(e)) {
                throw full(e);
            }
            if (e instanceof TransportException transport) {
                throw unreachable(transport);
            }
            throw new SourceException(url() + ": " + DiskTrouble.of(lastCause(e)), e);
        }
    }

    private SourceException full(Exception e) {
        return new SourceException(
                "the disk of " + bare.path() + ", or a quota on it, is full; free at least " + (LEAST_FREE_BYTES >> 20)
                        + " MiB",
                e);
    }

    private void sweep() {
        try {
            bare.sweep();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("what is left of a failed fetch could not be removed");
        }
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

    private ObjectId fetchAnew(DamagedException damage)
            throws GitAPIException, IOException, URISyntaxException, SourceException, DamagedException {
        var old = repository;
        boolean complete = false;
        // What fetches, does so into the field.
        repository = bare.openBeside();
        final ObjectId newest;
        try {
            var deadline = new Deadline(timeout);
            newest = newestId(deadline);
            if (hopeless.filter(hope -> hope.isFor(newest)).isPresent()) {
                throw unreadable(damage);
            }
            try {
                fetchNewest(deadline);
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
        sizes.clear();
        return newest;
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
        var result = tryToWrite(ref, id);
        if (result == RefUpdate.Result.LOCK_FAILURE) {
            // Nobody but us may hold the lock, and we do not.
            bare.sweep();
            result = tryToWrite(ref, id);
        }
        return result;
    }

    private RefUpdate.Result tryToWrite(String ref, ObjectId id) throws IOException {
        var update = repository.updateRef(ref);
        update.setNewObjectId(id);
        update.setForceUpdate(true);
        return update.update();
    }

    private Optional<ObjectId> idOf(String name) throws IOException {
        return Optional.ofNullable(repository.exactRef(name)).map(Ref::getObjectId);
    }

    /** One round trip that names a single ref; nothing is fetched when it has not moved. */
    private ObjectId newestId(Deadline deadline) throws IOException, URISyntaxException, SourceException {
        try (var transport = Transport.open(repository, new URIish(branch.url()))) {
            transport.setTimeout(deadline.secondsLeft());
            try (var connection = transport.openFetch(List.of(new RefSpec(branchRef)))) {
                var ref = connection.getRef(branchRef);
                var id = ref == null ? null : ref.getObjectId();
                if (id == null) {
                    throw new SourceException(url() + " has no branch \"" + branch.name()
                            + "\"; push it or choose another" + " with --branch");
                }
                return id;
            }
        }
    }

    private void fetchObjects(Deadline deadline) throws GitAPIException, SourceException {
        var result = new Git(repository)
                .fetch()
                .setRemote(branch.url())
                // "+": a rewritten history must be seen; whether it is followed is not the refspec's to decide.
                .setRefSpecs(new RefSpec("+" + branchRef + ":" + incomingRef))
                .setTagOpt(TagOpt.NO_TAGS)
                // Without this flag JGit checks no object, whatever fetch.fsckObjects says.
                .setCheckFetchedObjects(true)
                .setTimeout(deadline.secondsLeft())
                .setProgressMonitor(deadline)
                .call();
        var update = result.getTrackingRefUpdate(incomingRef);
        var outcome = update == null ? RefUpdate.Result.NO_CHANGE : update.getResult();
        switch (outcome) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
            default -> throw new SourceException(url() + ": the fetched branch could not be stored (" + outcome + ")");
        }
    }

    private SourceException unreachable(TransportException e) {
        return new SourceException(url() + " cannot be reached: " + lastCause(e).getMessage(), e);
    }

    private static Throwable lastCause(Throwable e) {
        var cause = e;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Override
    public Optional<Commit> applied() throws SourceException {
        return mending(() -> local(() -> {
            var id = idOf(appliedRef);
            return id.isEmpty() ? Optional.empty() : Optional.of(commit(id.get()));
        }));
    }

    private Commit commit(ObjectId id) throws IOException, WrongTypeException {
        try (var objects = new VerifiedObjects(repository)) {
            var commit = RevCommit.parse(objects.commit(id));
            return new Commit(
                    id.name(),
                    text(commit.getAuthorIdent().getName()),
                    text(commit.getShortMessage()),
                    commit.getCommitterIdent().getWhenAsInstant());
        }
    }

    private static String text(String written) {
        return written.codePoints()
                .limit(LONGEST_TEXT)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public Changes changes(@Nullable Commit from, Commit to) throws SourceException {
        return mending(() -> local(() -> {
            try (var objects = new VerifiedObjects(repository)) {
                return changes(objects, from, to);
            }
        }));
    }

    private Changes changes(VerifiedObjects objects, @Nullable Commit from, Commit to)
            throws IOException, SourceException {
        var deadline = new Deadline(timeout);
        var target = ObjectId.fromString(to.id());
        if (from != null && objects.has(ObjectId.fromString(from.id()))) {
            var base = ObjectId.fromString(from.id());
            var size = sizes.get(from.id());
            try {
                if (size == null) {
                    size = read(objects, null, base, Intake.Size.NOTHING, deadline)
                            .size();
                }
                var intake = read(objects, base, target, size, deadline);
                remember(to, intake.size());
                return intake.changes(false);
            } catch (TooMuchException e) {
                return new Changes(List.of(), Set.of(), e.problems());
            }
        }
        try {
            var intake = read(objects, null, target, Intake.Size.NOTHING, deadline);
            remember(to, intake.size());
            return intake.changes(true);
        } catch (TooMuchException e) {
            return new Changes(List.of(), Set.of(), e.problems(), true);
        }
    }

    private Intake read(
            VerifiedObjects objects, @Nullable ObjectId from, ObjectId to, Intake.Size before, Deadline deadline)
            throws IOException, SourceException, TooMuchException {
        var intake = new Intake(tuning.limits(), before);
        new TreeChanges(objects, branch.folder(), wanted, intake, deadline).read(from, to);
        return intake;
    }

    private void remember(Commit commit, Intake.Size size) {
        sizes.remove(commit.id());
        sizes.put(commit.id(), size);
        if (sizes.size() > SIZES_REMEMBERED) {
            sizes.remove(sizes.keySet().iterator().next());
        }
    }

    @Override
    public void markApplied(Commit commit) throws SourceException {
        var result = mending(() -> local(() -> write(appliedRef, ObjectId.fromString(commit.id()))));
        switch (result) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> suspicion = upkeep.run(repository);
            default -> {
                sweep();
                throw new SourceException(
                        "the applied commit could not be remembered in " + bare.path() + " (" + result + ")");
            }
        }
    }

    private SourceException unreadable(DamagedException e) {
        return new SourceException(
                url() + " cannot be read: " + DiskTrouble.of(lastCause(e)) + "; a new copy of it was no better", e);
    }

    @Override
    public void close() {
        repository.close();
    }
}
