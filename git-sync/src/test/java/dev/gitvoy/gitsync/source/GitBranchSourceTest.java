package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GitBranchSourceTest extends ConfigSourceContract {
    static final FetchLimits LIMITS = new FetchLimits(Duration.ofSeconds(20), 64 << 20);

    GitRevision revision = GitRevision.branch("main");
    FetchLimits limits = LIMITS;
    private String subfolder = "";
    private @Nullable StateDirectory state;

    GitBranchSourceTest() {
        IsolatedGit.install();
    }

    @Override
    ConfigSource open() throws Exception {
        if (state == null) {
            state = StateDirectory.open(temp.resolve("state"));
        }
        return new GitBranchSource(GitOrigin.of(address(), revision, subfolder), access(), limits, state, PATHS);
    }

    @AfterEach
    void releaseState() {
        if (state != null) {
            state.close();
        }
    }

    @Override
    Path folder() throws Exception {
        git().close();
        return created(repository().resolve(subfolder));
    }

    @Override
    void commit(String message) throws Exception {
        try (var git = git()) {
            git.add().addFilepattern(".").call();
            git.add().addFilepattern(".").setUpdate(true).call();
            var author = new PersonIdent("Ada", "ada@example.com");
            git.commit()
                    .setMessage(message)
                    .setAuthor(author)
                    .setCommitter(author)
                    .setSign(false)
                    .call();
        }
    }

    /** How the source reaches the repository. */
    String address() {
        return repository().toString();
    }

    /** What the source reaches it with. */
    GitAccess access() throws Exception {
        return GitAccess.NONE;
    }

    Path repository() {
        return temp.resolve("forge");
    }

    Git git() throws Exception {
        return Files.isDirectory(repository())
                ? Git.open(repository().toFile())
                : Git.init()
                        .setInitialBranch("main")
                        .setDirectory(repository().toFile())
                        .call();
    }

    @Test
    void fetch_describesTheCommit() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("route: send checkout to v2\n\nbecause");

        try (var source = open()) {
            var commit = source.fetch();

            assertThat(commit.id()).hasSize(40);
            assertThat(commit.subject()).isEqualTo("route: send checkout to v2");
            assertThat(commit.author()).isEqualTo("Ada");
        }
    }

    @Test
    void changes_filesThatAreKnown_areReadWhenAskedFor() throws Exception {
        // Would be refused if somebody looked into it.
        var pointer = "version https://git-lfs.github.com/spec/v1\n";
        write("xds/all/a.yaml", pointer);
        write("xds/all/b.yaml", "b");
        commit("two files");

        try (var source = open()) {
            var commit = source.fetch();
            var changes = source.changes(
                    null,
                    commit,
                    (path, contentId) ->
                            path.equals("xds/all/a.yaml") ? OptionalInt.of(pointer.length()) : OptionalInt.empty());

            assertThat(changes.problems()).isEmpty();
            assertThat(changes.changed())
                    .extracting(SourceFile::path)
                    .containsExactly("xds/all/a.yaml", "xds/all/b.yaml");
            assertThat(changes.changed().get(0).bytes()).isEqualTo(pointer.getBytes(StandardCharsets.UTF_8));
            assertThat(source.changes(null, commit).problems()).hasSize(1);
        }
    }

    @Test
    void changes_inSubfolder_arePathsWithinIt() throws Exception {
        subfolder = "platform/envoy";
        write("xds/all/a.yaml", "a");
        Files.createDirectories(repository().resolve("xds/all"));
        Files.writeString(repository().resolve("xds/all/elsewhere.yaml"), "not ours");
        commit("one");

        try (var source = open()) {
            assertThat(contents(source.changes(null, source.fetch()))).containsOnlyKeys("xds/all/a.yaml");
        }
    }

    @Test
    void applied_afterRestartWithForgeAway_isStillReadable() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");
        Commit applied;
        try (var source = open()) {
            applied = source.fetch();
            source.markApplied(applied);
        }
        Files.move(repository(), temp.resolve("gone"));

        try (var source = open()) {
            assertThat(source.applied()).contains(applied);
            assertThat(contents(source.changes(null, applied))).containsOnlyKeys("xds/all/a.yaml");
            assertThatThrownBy(source::fetch)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("cannot be reached");
        }
    }

    @Test
    void applied_stateOfAnotherRepository_isNotServed() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");
        try (var source = open()) {
            source.markApplied(source.fetch());
        }

        revision = GitRevision.branch("production");

        try (var source = open()) {
            assertThat(source.applied()).isEmpty();
        }
    }

    @Test
    void fetch_noSuchBranch_saysSo() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");
        revision = GitRevision.branch("production");

        try (var source = open()) {
            assertThatThrownBy(source::fetch)
                    .isInstanceOf(SourceException.class)
                    .hasMessageEndingWith("has no branch \"production\"; push it or choose another with --branch");
        }
    }

    @Test
    void fetch_rewrittenHistory_isFollowed() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");
        try (var source = open()) {
            var first = source.fetch();
            source.markApplied(first);
            try (var git = git()) {
                var author = new PersonIdent("Ada", "ada@example.com");
                write("xds/all/a.yaml", "rewritten");
                git.add().addFilepattern(".").call();
                git.commit()
                        .setAmend(true)
                        .setMessage("one, again")
                        .setAuthor(author)
                        .setCommitter(author)
                        .setSign(false)
                        .call();
            }

            var second = source.fetch();

            assertThat(contents(source.changes(first, second))).containsEntry("xds/all/a.yaml", "rewritten");
        }
    }

    @Test
    void open_staleLockOfAKilledProcess_doesNotFreezeTheBranch() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");
        try (var source = open()) {
            source.markApplied(source.fetch());
        }
        var refs = temp.resolve("state/repo.git/refs");
        try (var files = Files.walk(refs)) {
            for (var ref : files.filter(Files::isRegularFile).toList()) {
                Files.createFile(ref.resolveSibling(ref.getFileName() + ".lock"));
            }
        }
        write("xds/all/a.yaml", "b");
        commit("two");

        try (var source = open()) {
            var second = source.fetch();
            source.markApplied(second);

            assertThat(source.applied()).contains(second);
        }
    }

    @Test
    void open_repositoryThatCannotBeOpened_isFetchedAnew() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");
        try (var source = open()) {
            source.markApplied(source.fetch());
        }
        Files.writeString(temp.resolve("state/repo.git/config"), "[core\nthis is not a configuration");

        try (var source = open()) {
            assertThat(contents(source.changes(null, source.fetch()))).containsOnlyKeys("xds/all/a.yaml");
        }
    }

    @Test
    void open_stateInUse_isRefused() throws Exception {
        try (var held = StateDirectory.open(temp.resolve("state"))) {
            assertThatThrownBy(() -> StateDirectory.open(held.path()))
                    .isInstanceOf(SourceException.class)
                    .hasMessageEndingWith("is in use by another gitvoy; give this one its own --state-dir");
        }
    }

    @Test
    void fetch_hostileTree_isRefused() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");
        try (var git = git();
                var inserter = git.getRepository().newObjectInserter()) {
            var blob = inserter.insert(Constants.OBJ_BLOB, "x".getBytes(StandardCharsets.UTF_8));
            var dotGit = new TreeFormatter();
            dotGit.append(".git", FileMode.REGULAR_FILE, blob);
            var commit = commitOf(inserter.insert(dotGit));
            var id = inserter.insert(commit);
            inserter.flush();
            var update = git.getRepository().updateRef("refs/heads/main");
            update.setNewObjectId(id);
            update.forceUpdate();
        }

        try (var source = open()) {
            assertThatThrownBy(source::fetch)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining(".git");
        }
    }

    private static CommitBuilder commitOf(ObjectId tree) {
        var commit = new CommitBuilder();
        var author = new PersonIdent("Eve", "eve@example.com");
        commit.setTreeId(tree);
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage("hostile");
        return commit;
    }

    @Test
    void of_relativePath_isReachedFromAnywhere() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");
        var here = Path.of("").toAbsolutePath();
        var relative = here.relativize(repository().toRealPath()).toString();

        try (var held = StateDirectory.open(temp.resolve("state"));
                var source = new GitBranchSource(
                        GitOrigin.of(relative, revision, subfolder), GitAccess.NONE, LIMITS, held, PATHS)) {
            assertThat(source.fetch().subject()).isEqualTo("one");
        }
    }

    @Test
    void of_addressThatIsNotFetchedFrom_isRefusedWithoutItsPassword() {
        assertThatThrownBy(
                        () -> GitOrigin.of("ftp://ada:secret@example.com/config.git", GitRevision.branch("main"), ""))
                .isInstanceOf(SourceException.class)
                .hasMessage("--repo=ftp://ada@example.com/config.git: ftp is not supported; use https://, ssh://"
                        + " or a local path");
    }
}
