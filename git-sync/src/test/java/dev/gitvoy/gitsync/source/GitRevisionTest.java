package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a repository may be followed. */
class GitRevisionTest {
    private static final PersonIdent ADA = new PersonIdent("Ada", "ada@example.com");

    @TempDir
    private Path temp;

    private TestRepository repository;
    private String first;
    private String second;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = new TestRepository(temp.resolve("forge"));
        first = repository.commit("xds/all/a.yaml", "1");
        second = repository.commit("xds/all/a.yaml", "2");
    }

    @Test
    void annotatedTag_standsForItsCommit_andMayMove() throws Exception {
        tag("v1", first, true);

        try (var tester = tester(GitRevision.tag("v1"))) {
            assertThat(tester.source().fetch().id()).isEqualTo(first);
            assertThat(tester.source().fetch().id()).isEqualTo(first);
            assertThat(tester.contents()).isEqualTo(Map.of("xds/all/a.yaml", "1"));

            tag("v1", second, true);

            assertThat(tester.contents()).isEqualTo(Map.of("xds/all/a.yaml", "2"));
            assertThat(tester.source().ref()).isEqualTo("refs/tags/v1");
        }
    }

    @Test
    void lightTag_isItsCommit() throws Exception {
        tag("v1", first, false);

        try (var tester = tester(GitRevision.tag("v1"))) {
            assertThat(tester.source().fetch().id()).isEqualTo(first);
        }
    }

    @Test
    void tagOfSomethingElse_saysSo() throws Exception {
        try (var git = repository.git();
                var inserter = git.getRepository().newObjectInserter()) {
            var blob = inserter.insert(Constants.OBJ_BLOB, new byte[] {'x'});
            inserter.flush();
            var update = git.getRepository().updateRef("refs/tags/blob");
            update.setNewObjectId(blob);
            update.update();
        }

        try (var tester = tester(GitRevision.tag("blob"))) {
            assertThat(tester.failure()).hasMessageEndingWith("tag \"blob\" is no commit; choose another with --tag");
        }
    }

    @Test
    void missingTag_saysSo() throws Exception {
        try (var tester = tester(GitRevision.tag("v9"))) {
            assertThat(tester.failure())
                    .hasMessageEndingWith("has no tag \"v9\"; push it or choose another with --tag")
                    .extracting(SourceException::failure)
                    .isEqualTo(SourceFailure.NOT_FOUND);
        }
    }

    @Test
    void anyRef_isFollowed() throws Exception {
        try (var git = repository.git()) {
            var update = git.getRepository().updateRef("refs/pull/7/merge");
            update.setNewObjectId(git.getRepository().resolve(first));
            update.update();
        }

        try (var tester = tester(GitRevision.ref("refs/pull/7/merge"))) {
            assertThat(tester.source().fetch().id()).isEqualTo(first);
        }
    }

    @Test
    void pinnedCommit_ofTheBranchesHistory_isServed_thenWithoutTheForge() throws Exception {
        try (var tester = tester(GitRevision.commit(first, "main"))) {
            assertThat(tester.contents()).isEqualTo(Map.of("xds/all/a.yaml", "1"));
            assertThat(tester.source().ref()).isEqualTo(first);
            Files.move(repository.path(), temp.resolve("gone"));

            assertThat(tester.contents()).isEqualTo(Map.of("xds/all/a.yaml", "1"));
        }
    }

    @Test
    void pinnedCommit_thatNoHistoryHas_saysSo() throws Exception {
        var id = "0123456789012345678901234567890123456789";

        try (var tester = tester(GitRevision.commit(id, "main"))) {
            assertThat(tester.failure())
                    .hasMessageContaining("commit " + id + " is not in the history of branch \"main\"")
                    .extracting(SourceException::failure)
                    .isEqualTo(SourceFailure.NOT_FOUND);
        }
    }

    @Test
    void pinnedCommit_ofAForgeThatGivesNoneByItsId_isFoundInTheHistory() throws Exception {
        try (var git = repository.git()) {
            var config = git.getRepository().getConfig();
            config.setBoolean("uploadpack", null, "allowReachableSHA1InWant", false);
            config.save();
        }
        try (var forge = HttpForge.http(repository.path());
                var tester = new FetchTester(
                        temp.resolve("state"),
                        forge.address(),
                        GitRevision.commit(first, "main"),
                        GitAccess.NONE,
                        FetchTester.LIMITS)) {
            assertThat(tester.contents()).isEqualTo(Map.of("xds/all/a.yaml", "1"));
        }
    }

    @Test
    void pinnedCommit_ofAForgeThatGivesItByItsId_needsNoBranch_andIsAskedForOnce() throws Exception {
        try (var git = repository.git()) {
            var config = git.getRepository().getConfig();
            config.setBoolean("uploadpack", null, "allowReachableSHA1InWant", true);
            config.save();
        }
        try (var forge = HttpForge.http(repository.path());
                var tester = new FetchTester(
                        temp.resolve("state"),
                        forge.address(),
                        GitRevision.commit(first, "no-such-branch"),
                        GitAccess.NONE,
                        FetchTester.LIMITS)) {
            assertThat(tester.contents()).isEqualTo(Map.of("xds/all/a.yaml", "1"));
            int asked = forge.requests().size();

            assertThat(tester.contents()).isEqualTo(Map.of("xds/all/a.yaml", "1"));
            assertThat(forge.requests()).hasSize(asked);
        }
    }

    @Test
    void names_thatGitDoesNotAllow_areRefused() {
        assertRefused(GitRevision.branch("a..b"), "--branch: branch \"a..b\" is no name that Git allows");
        assertRefused(GitRevision.tag("a b"), "--tag: tag \"a b\" is no name that Git allows");
        assertRefused(GitRevision.ref("main"), "--ref=main: expected a full name");
        assertRefused(GitRevision.commit("abc", "main"), "--commit=abc: expected all 40 characters");
    }

    private static void assertRefused(GitRevision revision, String message) {
        assertThatThrownBy(() -> GitOrigin.of("https://example.com/c.git", revision, ""))
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void originId_ofABranch_isAsItWas_andDiffersFromOthersOfThatName() throws Exception {
        var branch = GitOrigin.of("https://example.com/c.git", GitRevision.branch("main"), "envoy");
        var tag = GitOrigin.of("https://example.com/c.git", GitRevision.tag("main"), "envoy");

        assertThat(branch.originId()).isEqualTo("6402a020f362");
        assertThat(tag.originId()).isNotEqualTo(branch.originId());
    }

    private void tag(String name, String commit, boolean annotated) throws Exception {
        try (var git = repository.git();
                var walk = new RevWalk(git.getRepository())) {
            git.tag()
                    .setName(name)
                    .setObjectId(walk.parseCommit(git.getRepository().resolve(commit)))
                    .setAnnotated(annotated)
                    .setForceUpdate(true)
                    .setMessage(annotated ? "release" : null)
                    .setTagger(annotated ? ADA : null)
                    .setSigned(false)
                    .call();
        }
    }

    private FetchTester tester(GitRevision revision) throws SourceException {
        return new FetchTester(
                temp.resolve("state"), repository.path().toString(), revision, GitAccess.NONE, FetchTester.LIMITS);
    }
}
