package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * A branch, a tag or another revision of a Git repository as a source. Keeps its full history in a bare repository of its own (a shallow one
 * cannot tell a fast-forward from a rewrite), never a work tree: files are read from the object store by id, so a hostile
 * path or link in a commit touches no disk.
 */
public final class GitBranchSource implements ConfigSource {
    private static final String REPOSITORY = "repo.git";
    private static final Pattern COMMIT_ID = Pattern.compile("[0-9a-f]{7,40}");

    private final GitOrigin origin;
    private final Predicate<String> wanted;
    private final Repository repository;
    private final GitFetch fetch;
    private final String appliedRef;

    /**
     * @param access what the remote is reached with
     * @param limits of each call of {@link #fetch}
     * @param state where the bare repository lives; the caller closes it
     * @param wanted says by path, relative to the origin's folder, which files belong to the configuration
     * @throws SourceException when the access does not fit the origin, or the bare repository cannot be made
     */
    public GitBranchSource(
            GitOrigin origin, GitAccess access, FetchLimits limits, StateDirectory state, Predicate<String> wanted)
            throws SourceException {
        access.check(origin);
        this.origin = origin;
        this.wanted = wanted;
        this.repository = BareRepository.open(state.path().resolve(REPOSITORY));
        // Named by origin: a state folder that is pointed at another repository does not serve the old one's commit.
        var refs = "refs/gitvoy/" + origin.originId();
        this.appliedRef = refs + "/applied";
        this.fetch = new GitFetch(origin, repository, refs + "/incoming", access, limits);
    }

    /** Whether a state folder is one of a source of this kind; needs no lock. */
    public static boolean wasFollowed(Path stateDirectory) {
        return Files.isDirectory(stateDirectory.resolve(REPOSITORY));
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
        try {
            return commit(fetch.newest());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public String accessFingerprint() {
        return fetch.accessFingerprint();
    }

    @Override
    public void forgetFailure() {
        fetch.forgetFailure();
    }

    @Override
    public Optional<Commit> applied() throws SourceException {
        try {
            var id = repository.resolve(appliedRef);
            return id == null ? Optional.empty() : Optional.of(commit(id));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Commit commit(ObjectId id) throws IOException {
        try (var walk = new RevWalk(repository)) {
            var commit = walk.parseCommit(id);
            return new Commit(
                    id.name(),
                    commit.getAuthorIdent().getName(),
                    commit.getShortMessage(),
                    commit.getCommitterIdent().getWhenAsInstant());
        }
    }

    @Override
    public Changes changes(@Nullable Commit from, Commit to) throws SourceException {
        var changed = new ArrayList<SourceFile>();
        var removed = new TreeSet<String>();
        var problems = new ArrayList<Problem>();
        try (var reader = repository.newObjectReader();
                var trees = new TreeWalk(reader)) {
            trees.addTree(tree(reader, from));
            trees.addTree(tree(reader, to));
            trees.setRecursive(true);
            trees.setFilter(
                    origin.folder().isEmpty()
                            ? TreeFilter.ANY_DIFF
                            : AndTreeFilter.create(PathFilter.create(origin.folder()), TreeFilter.ANY_DIFF));
            while (trees.next()) {
                var path = origin.withinFolder(trees.getPathString());
                if (!wanted.test(path)) {
                    continue;
                }
                var mode = trees.getFileMode(1);
                if (mode == FileMode.MISSING) {
                    removed.add(path);
                } else if (mode == FileMode.SYMLINK) {
                    problems.add(FileLimits.symbolicLink(path));
                } else if (mode == FileMode.GITLINK) {
                    problems.add(FileLimits.submodule(path));
                } else {
                    read(reader, trees.getObjectId(1), path, changed, problems);
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return new Changes(changed, removed, problems);
    }

    private AbstractTreeIterator tree(ObjectReader reader, @Nullable Commit commit) throws IOException {
        if (commit == null) {
            return new EmptyTreeIterator();
        }
        try (var walk = new RevWalk(reader)) {
            return new CanonicalTreeParser(
                    null,
                    reader,
                    walk.parseCommit(ObjectId.fromString(commit.id())).getTree());
        }
    }

    private static void read(
            ObjectReader reader, ObjectId id, String path, List<SourceFile> files, List<Problem> problems)
            throws IOException {
        // The size first: reading "with a limit" ignores limits below JGit's streaming threshold.
        var size = reader.getObjectSize(id, Constants.OBJ_BLOB);
        if (size > FileLimits.MAX_BYTES) {
            problems.add(FileLimits.tooLarge(path, size));
        } else {
            files.add(new SourceFile(
                    path, id.name(), reader.open(id, Constants.OBJ_BLOB).getCachedBytes()));
        }
    }

    @Override
    public History history(@Nullable Commit from, Commit to) throws SourceException {
        try {
            return GitHistory.between(
                    repository, from == null ? null : ObjectId.fromString(from.id()), ObjectId.fromString(to.id()));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Commit find(String id) throws SourceException {
        if (!COMMIT_ID.matcher(id).matches()) {
            throw new SourceException(
                    "\"" + id + "\" is no commit; expected 7 to 40 hexadecimal digits, as git log prints them");
        }
        try (var reader = repository.newObjectReader();
                var walk = new RevWalk(reader)) {
            var commits = new ArrayList<ObjectId>();
            for (var match : reader.resolve(AbbreviatedObjectId.fromString(id))) {
                if (walk.parseAny(match).getType() == Constants.OBJ_COMMIT) {
                    commits.add(match);
                }
            }
            if (commits.size() == 1) {
                return commit(commits.get(0));
            }
            throw new SourceException(
                    commits.isEmpty()
                            ? "commit " + id + " is not in the history of " + ref() + " that was fetched"
                            : "more than one commit begins with " + id + "; give more of it");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void markApplied(Commit commit) throws SourceException {
        try {
            var update = repository.updateRef(appliedRef);
            update.setNewObjectId(ObjectId.fromString(commit.id()));
            update.setForceUpdate(true);
            var result = update.update();
            switch (result) {
                case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
                default -> throw new SourceException("the applied commit could not be remembered (" + result + ")");
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private SourceException unreadable(IOException e) {
        return new SourceException(
                "the repository kept in " + repository.getDirectory() + " cannot be read: " + e.getMessage()
                        + "; delete the folder to fetch it anew",
                e);
    }

    @Override
    public void close() {
        repository.close();
    }
}
