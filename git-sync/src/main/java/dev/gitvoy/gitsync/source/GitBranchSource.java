package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Problem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * A branch of a Git repository as a source. Keeps the branch's full history in a bare repository of its own (a shallow one
 * cannot tell a fast-forward from a rewrite), never a work tree: files are read from the object store by id, so a hostile
 * path or link in a commit touches no disk.
 */
public final class GitBranchSource implements ConfigSource {
    private static final String REPOSITORY = "repo.git";
    private static final Pattern COMMIT_ID = Pattern.compile("[0-9a-f]{7,40}");

    private final GitBranch branch;
    private final Duration timeout;
    private final Predicate<String> wanted;
    private final Repository repository;
    private final String branchRef;
    private final String incomingRef;
    private final String appliedRef;

    /**
     * @param state where the bare repository lives; the caller closes it
     * @param timeout for each call of {@link #fetch}
     * @param wanted says by path, relative to the branch's folder, which files belong to the configuration
     * @throws SourceException when the bare repository cannot be made
     */
    public GitBranchSource(GitBranch branch, StateDirectory state, Duration timeout, Predicate<String> wanted)
            throws SourceException {
        this.branch = branch;
        this.timeout = timeout;
        this.wanted = wanted;
        this.repository = BareRepository.open(state.path().resolve(REPOSITORY));
        this.branchRef = Constants.R_HEADS + branch.name();
        // Named by origin: a state folder that is pointed at another repository does not serve the old one's commit.
        this.incomingRef = "refs/gitvoy/" + branch.originId() + "/incoming";
        this.appliedRef = "refs/gitvoy/" + branch.originId() + "/applied";
    }

    /** Whether a state folder is one of a source of this kind; needs no lock. */
    public static boolean wasFollowed(Path stateDirectory) {
        return Files.isDirectory(stateDirectory.resolve(REPOSITORY));
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
        var deadline = new Deadline(timeout);
        try {
            var newest = newestId(deadline);
            if (!newest.equals(repository.resolve(incomingRef))) {
                fetchObjects(deadline);
            }
            return commit(newest);
        } catch (TransportException e) {
            throw unreachable(e);
        } catch (GitAPIException | IOException | URISyntaxException e) {
            throw new SourceException(url() + ": " + lastCause(e).getMessage(), e);
        }
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
                    branch.folder().isEmpty()
                            ? TreeFilter.ANY_DIFF
                            : AndTreeFilter.create(PathFilter.create(branch.folder()), TreeFilter.ANY_DIFF));
            while (trees.next()) {
                var path = branch.withinFolder(trees.getPathString());
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
                            ? "commit " + id + " is not in the history of " + branchRef + " that was fetched"
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
