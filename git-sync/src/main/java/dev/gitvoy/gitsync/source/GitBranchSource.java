package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * A branch, a tag or another revision of a Git repository as a source. Keeps its full history in a bare repository of its own
 * (a shallow one cannot tell a fast-forward from a rewrite), never a work tree: files are read from the object store by id, so
 * a hostile path or link in a commit touches no disk.
 */
public final class GitBranchSource implements ConfigSource {
    private static final Pattern COMMIT_ID = Pattern.compile("[0-9a-f]{7,40}");
    /** Of an author's name and a message's first line, which may be megabytes. */
    private static final int LONGEST_TEXT = 200;

    private static final int SIZES_REMEMBERED = 64;

    private final GitOrigin origin;
    private final FetchLimits limits;
    private final Predicate<String> wanted;
    private final Tuning tuning;
    private final KeptCopy kept;
    /** By commit, of those read last. */
    private final Map<String, Intake.Size> sizes = new LinkedHashMap<>();

    /** What tests need to be smaller than it is. */
    record Tuning(SourceLimits limits, int manyPacks, FreeSpace space) {
        static final Tuning DEFAULT = new Tuning(SourceLimits.DEFAULT, RepositoryUpkeep.MANY, FreeSpace.OF_DISK);
    }

    /**
     * @param access what the remote is reached with
     * @param limits of each call of {@link #fetch} and {@link #changes}; once more for fetching a damaged repository anew
     * @param state where the bare repository lives; the caller closes it
     * @param wanted says by path, relative to the origin's folder, which files belong to the configuration; asked with a slash
     *     at the end, whether a folder may hold such files
     * @throws SourceException when the access does not fit the origin, or the bare repository cannot be made
     */
    public GitBranchSource(
            GitOrigin origin, GitAccess access, FetchLimits limits, StateDirectory state, Predicate<String> wanted)
            throws SourceException {
        this(origin, access, limits, state, wanted, Tuning.DEFAULT);
    }

    GitBranchSource(
            GitOrigin origin,
            GitAccess access,
            FetchLimits limits,
            StateDirectory state,
            Predicate<String> wanted,
            Tuning tuning)
            throws SourceException {
        access.check(origin);
        this.origin = origin;
        this.limits = limits;
        this.wanted = wanted;
        this.tuning = tuning;
        this.kept = new KeptCopy(origin, access, limits, state, tuning.manyPacks(), tuning.space());
    }

    /** Whether a state folder is one of a source of this kind; needs no lock. */
    public static boolean wasFollowed(Path stateDirectory) {
        return KeptCopy.isIn(stateDirectory);
    }

    @Override
    public String url() {
        return origin.displayUrl();
    }

    @Override
    public String ref() {
        return origin.revision() instanceof GitRevision.Pinned pinned
                ? pinned.id()
                : origin.revision().ref();
    }

    @Override
    public Commit fetch() throws SourceException {
        return commit(kept.newest());
    }

    @Override
    public String accessFingerprint() {
        return kept.remote().accessFingerprint();
    }

    @Override
    public void forgetFailure() {
        kept.remote().forgetFailure();
    }

    @Override
    public Optional<Commit> applied() throws SourceException {
        var id = kept.applied();
        return id.isEmpty() ? Optional.empty() : Optional.of(commit(id.get()));
    }

    @Override
    public void markApplied(Commit commit) throws SourceException {
        kept.markApplied(ObjectId.fromString(commit.id()));
    }

    private Commit commit(ObjectId id) throws SourceException {
        return kept.read(repository -> {
            try (var objects = new VerifiedObjects(repository)) {
                return commit(RevCommit.parse(objects.commit(id)));
            }
        });
    }

    /** What is told of a commit. */
    static Commit commit(RevCommit commit) {
        return new Commit(
                commit.name(),
                text(commit.getAuthorIdent().getName()),
                text(commit.getShortMessage()),
                commit.getCommitterIdent().getWhenAsInstant());
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
        return changes(from, to, KnownFiles.NONE);
    }

    @Override
    public Changes changes(@Nullable Commit from, Commit to, KnownFiles known) throws SourceException {
        return kept.read(repository -> {
            try (var objects = new VerifiedObjects(repository);
                    var deadline = new Deadline(limits.timeout())) {
                return changes(new Contents(objects, known, this::bytes), from, to, deadline);
            }
        });
    }

    /** Of a file that was not read with the rest; compilers ask from several threads. */
    private synchronized byte[] bytes(ObjectId blob) {
        try {
            return kept.read(repository -> {
                try (var objects = new VerifiedObjects(repository)) {
                    return objects.blob(blob).bytes();
                }
            });
        } catch (SourceException e) {
            throw new UnreadableFileException(e);
        }
    }

    private Changes changes(Contents contents, @Nullable Commit from, Commit to, Deadline deadline)
            throws IOException, SourceException {
        var objects = contents.objects();
        var target = ObjectId.fromString(to.id());
        if (from != null && objects.has(ObjectId.fromString(from.id()))) {
            var base = ObjectId.fromString(from.id());
            var size = sizes.get(from.id());
            try {
                if (size == null) {
                    size = read(contents.unread(), null, base, Intake.Size.NOTHING, deadline)
                            .size();
                }
                var intake = read(contents, base, target, size, deadline);
                remember(to, intake.size());
                return intake.changes(false);
            } catch (TooMuchException e) {
                return new Changes(List.of(), Set.of(), e.problems());
            }
        }
        try {
            var intake = read(contents, null, target, Intake.Size.NOTHING, deadline);
            remember(to, intake.size());
            return intake.changes(true);
        } catch (TooMuchException e) {
            return new Changes(List.of(), Set.of(), e.problems(), true);
        }
    }

    private Intake read(Contents contents, @Nullable ObjectId from, ObjectId to, Intake.Size before, Deadline deadline)
            throws IOException, SourceException, TooMuchException {
        var intake = new Intake(tuning.limits(), before);
        new TreeChanges(contents, origin.folder(), wanted, intake, deadline).read(from, to);
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
    public History history(@Nullable Commit from, Commit to) throws SourceException {
        return kept.read(repository -> GitHistory.between(
                repository, from == null ? null : ObjectId.fromString(from.id()), ObjectId.fromString(to.id())));
    }

    @Override
    public Commit find(String id) throws SourceException {
        if (!COMMIT_ID.matcher(id).matches()) {
            throw new SourceException(
                    "\"" + id + "\" is no commit; expected 7 to 40 hexadecimal digits, as git log prints them");
        }
        var commits = kept.read(repository -> commitsThatBeginWith(id, repository));
        if (commits.size() == 1) {
            return commit(commits.get(0));
        }
        throw new SourceException(
                commits.isEmpty()
                        ? "commit " + id + " is not in the history of " + ref() + " that was fetched"
                        : "more than one commit begins with " + id + "; give more of it");
    }

    private static List<ObjectId> commitsThatBeginWith(String id, Repository repository) throws IOException {
        try (var reader = repository.newObjectReader();
                var walk = new RevWalk(reader)) {
            var commits = new ArrayList<ObjectId>();
            for (var match : reader.resolve(AbbreviatedObjectId.fromString(id))) {
                if (walk.parseAny(match).getType() == Constants.OBJ_COMMIT) {
                    commits.add(match);
                }
            }
            return commits;
        }
    }

    @Override
    public void close() {
        kept.close();
    }
}
