package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A Git repository on this machine whose commits are read where they lie: for authors, not for servers. Nothing is fetched
 * or written, and no file of a work tree is looked at. One thread.
 */
public final class LocalRepository implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String SHALLOW =
            "; a shallow clone has only its newest commits: fetch the others (\"git fetch --unshallow\", or in CI a depth"
                    + " of 0)";

    private final Path place;
    private final String folder;
    private final Repository repository;
    /** By commit and folder, of those that were read whole. */
    private final Map<String, Intake.Size> sizes = new HashMap<>();

    private LocalRepository(Path place, String folder, Repository repository) {
        this.place = place;
        this.folder = folder;
        this.repository = repository;
    }

    /**
     * Opens the repository that a folder is in, or a bare one that it is.
     *
     * @throws SourceException when there is none, or it cannot be read
     */
    public static LocalRepository open(Path directory) throws SourceException {
        IsolatedGit.install();
        try {
            var real = directory.toRealPath();
            var builder = new FileRepositoryBuilder().findGitDir(real.toFile());
            if (builder.getGitDir() == null) {
                throw new SourceException(directory + " is in no Git repository");
            }
            var repository = builder.setMustExist(true).build();
            if (repository.isBare()) {
                var root = repository.getDirectory().toPath().toRealPath();
                return new LocalRepository(root, "", repository);
            }
            var root = repository.getWorkTree().toPath().toRealPath();
            return new LocalRepository(root, slashed(root.relativize(real)), repository);
        } catch (IOException | IllegalArgumentException e) {
            throw new SourceException(directory + " is no Git repository that can be read: " + DiskTrouble.of(e), e);
        }
    }

    /** Whether a folder is a repository without a work tree. */
    public static boolean isBare(Path directory) {
        return Files.isDirectory(directory.resolve(Constants.OBJECTS))
                && Files.isDirectory(directory.resolve("refs"))
                && Files.isRegularFile(directory.resolve(Constants.HEAD));
    }

    /** The work tree that a folder is in; empty when it is in none. */
    public static Optional<Path> workTreeOf(Path directory) {
        try (var repository = open(directory)) {
            return repository.repository.isBare() ? Optional.empty() : Optional.of(repository.place);
        } catch (SourceException e) {
            return Optional.empty();
        }
    }

    private static String slashed(Path path) {
        var names = new ArrayList<String>();
        path.forEach(name -> names.add(name.toString()));
        return String.join("/", names);
    }

    /** Path within the repository of the folder that it was opened by; empty for the top. */
    public String folder() {
        return folder;
    }

    public boolean isBare() {
        return repository.isBare();
    }

    /**
     * The commit that a name stands for, as Git understands it: a branch, a tag, an id or the beginning of one,
     * {@code HEAD~2}.
     *
     * @throws SourceException when there is none, or more than one; for people
     */
    public Commit find(String revision) throws SourceException {
        return find(id(revision));
    }

    /** Where the history of a commit left that of another; empty when no common commit is known. */
    public Optional<Commit> mergeBase(Commit one, Commit other) throws SourceException {
        try (var walk = new RevWalk(repository)) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(ObjectId.fromString(one.id())));
            walk.markStart(walk.parseCommit(ObjectId.fromString(other.id())));
            var base = walk.next();
            return base == null ? Optional.empty() : Optional.of(find(base.getId()));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** What is checked out; empty before the first commit. */
    public Optional<Commit> head() throws SourceException {
        try {
            var head = repository.resolve(Constants.HEAD);
            return head == null ? Optional.empty() : Optional.of(find(head));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private ObjectId id(String revision) throws SourceException {
        try {
            var id = repository.resolve(revision + "^{commit}");
            if (id == null) {
                throw new SourceException(
                        "\"" + revision + "\" is no commit, branch or tag of " + place + (isShallow() ? SHALLOW : ""));
            }
            return id;
        } catch (AmbiguousObjectException e) {
            throw new SourceException("more than one commit begins with " + revision + "; give more of it", e);
        } catch (IncorrectObjectTypeException e) {
            throw new SourceException("\"" + revision + "\" is no commit", e);
        } catch (MissingObjectException e) {
            throw new SourceException("commit " + revision + " is not in " + place + (isShallow() ? SHALLOW : ""), e);
        } catch (IllegalArgumentException e) {
            throw new SourceException("\"" + revision + "\" is no name that Git allows", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private boolean isShallow() throws SourceException {
        try {
            return !repository.getObjectDatabase().getShallowCommits().isEmpty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Commit find(ObjectId id) throws SourceException {
        try (var objects = new VerifiedObjects(repository)) {
            return GitBranchSource.commit(RevCommit.parse(objects.commit(id)));
        } catch (IOException | VerifiedObjects.WrongTypeException e) {
            throw unreadable(e);
        }
    }

    /**
     * The difference from one commit to another.
     *
     * @param from null for everything in {@code to}
     * @param root path in the repository of the configuration's root, empty for the repository's own
     * @param wanted says by path within that, which files belong to the configuration; asked with a slash at the end, whether
     *     a folder may hold such files
     */
    public Changes changes(@Nullable Commit from, Commit to, String root, Predicate<String> wanted)
            throws SourceException {
        try (var objects = new VerifiedObjects(repository);
                var deadline = new Deadline(TIMEOUT)) {
            var contents = new Contents(objects, KnownFiles.NONE, LocalRepository::isNeverAsked);
            var size = Intake.Size.NOTHING;
            if (from != null) {
                var known = sizes.get(from.id() + ":" + root);
                size = known == null
                        ? read(contents.unread(), null, from, size, root, wanted, deadline)
                                .size()
                        : known;
            }
            var intake = read(contents, from, to, size, root, wanted, deadline);
            sizes.put(to.id() + ":" + root, intake.size());
            return intake.changes(from == null);
        } catch (TooMuchException e) {
            return new Changes(List.of(), Set.of(), e.problems(), from == null);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** All that is handed out was read. */
    private static byte[] isNeverAsked(ObjectId id) {
        throw new IllegalStateException("not read: " + id);
    }

    private static Intake read(
            Contents contents,
            @Nullable Commit from,
            Commit to,
            Intake.Size before,
            String root,
            Predicate<String> wanted,
            Deadline deadline)
            throws IOException, TooMuchException, SourceException {
        var intake = new Intake(SourceLimits.DEFAULT, before);
        new TreeChanges(contents, root, wanted, intake, deadline)
                .read(from == null ? null : ObjectId.fromString(from.id()), ObjectId.fromString(to.id()));
        return intake;
    }

    private SourceException unreadable(Exception e) {
        return e instanceof MissingObjectException
                ? new SourceException(
                        place + " lacks a part of what was asked for (" + e.getMessage()
                                + "); fetch it whole, without --depth and --filter",
                        e)
                : new SourceException(place + " cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        repository.close();
    }
}
