package dev.gitvoy.gitsync.source;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevWalk;

/** A bare Git repository that is written object by object, so that it may hold what no Git would commit. */
final class TestForge implements AutoCloseable {
    static final Predicate<String> PATHS = path -> path.startsWith("xds/") || path.equals("gitvoy.yaml");
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Repository repository;
    private final Path path;
    /** Content by path, of files below {@code xds/}. */
    private final TreeMap<String, String> files = new TreeMap<>();

    private TestForge(Repository repository, Path path) {
        this.repository = repository;
        this.path = path;
    }

    static TestForge create(Path path) throws Exception {
        IsolatedGit.install();
        var git = Git.init()
                .setBare(true)
                .setInitialBranch("main")
                .setDirectory(path.toFile())
                .call();
        return new TestForge(git.getRepository(), path);
    }

    /** One that exists, with nothing known of its files. */
    static TestForge open(Path path) throws Exception {
        IsolatedGit.install();
        return new TestForge(Git.open(path.toFile()).getRepository(), path);
    }

    GitOrigin origin() throws SourceException {
        return GitOrigin.of(path.toString(), GitRevision.branch("main"), "");
    }

    /** A source that follows it. */
    GitBranchSource source(StateDirectory state) throws SourceException {
        return source(state, GitBranchSource.Tuning.DEFAULT);
    }

    GitBranchSource source(StateDirectory state, GitBranchSource.Tuning tuning) throws SourceException {
        return source(origin(), state, tuning);
    }

    static GitBranchSource source(GitOrigin origin, StateDirectory state, GitBranchSource.Tuning tuning)
            throws SourceException {
        return new GitBranchSource(
                origin, GitAccess.NONE, new FetchLimits(TIMEOUT, FetchLimits.DEFAULT.maxBytes()), state, PATHS, tuning);
    }

    Repository repository() {
        return repository;
    }

    Map<String, String> files() {
        return new TreeMap<>(files);
    }

    /** Commits a file {@code xds/NAME} in addition to, or in place of, what is there. */
    String commit(String name, String content) throws Exception {
        files.put("xds/" + name, content);
        return commitFiles();
    }

    String remove(String name) throws Exception {
        files.remove("xds/" + name);
        return commitFiles();
    }

    private String commitFiles() throws Exception {
        var xds = new TreeFormatter();
        try (var inserter = repository.newObjectInserter()) {
            for (var file : files.entrySet()) {
                var blob = inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8));
                xds.append(file.getKey().substring("xds/".length()), FileMode.REGULAR_FILE, blob);
            }
            inserter.flush();
        }
        return commitTree(xds);
    }

    /** Commits a tree as the folder {@code xds}. */
    String commitTree(TreeFormatter xds) throws Exception {
        return commitTree(insert(xds));
    }

    String commitTree(ObjectId xds) throws Exception {
        var root = new TreeFormatter();
        root.append("xds", FileMode.TREE, xds);
        return commitRoot(insert(root));
    }

    String commitRoot(ObjectId tree) throws Exception {
        var head = repository.resolve(Constants.HEAD);
        var commit = new CommitBuilder();
        var author = new PersonIdent("Ada", "ada@example.com");
        commit.setTreeId(tree);
        if (head != null) {
            commit.setParentId(head);
        }
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage("a change");
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(commit);
            inserter.flush();
            pointTo(id);
            return id.name();
        }
    }

    /** Makes the branch a new one, without a history. */
    void forgetHistory() throws Exception {
        var update = repository.updateRef("refs/heads/main");
        update.setForceUpdate(true);
        update.delete();
    }

    void pointTo(ObjectId commit) throws Exception {
        var update = repository.updateRef("refs/heads/main");
        update.setNewObjectId(commit);
        update.forceUpdate();
    }

    ObjectId insert(TreeFormatter tree) throws Exception {
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(tree);
            inserter.flush();
            return id;
        }
    }

    ObjectId insert(int type, byte[] bytes) throws Exception {
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(type, bytes);
            inserter.flush();
            return id;
        }
    }

    boolean isCommit(String id) throws Exception {
        try (var walk = new RevWalk(repository)) {
            var head = repository.resolve(Constants.HEAD);
            return head != null && walk.isMergedInto(walk.parseCommit(ObjectId.fromString(id)), walk.parseCommit(head));
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
