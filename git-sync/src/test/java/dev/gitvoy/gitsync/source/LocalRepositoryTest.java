package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories are made by Git itself, as an author's are. */
class LocalRepositoryTest {
    @TempDir
    private Path temp;

    private Path work;

    @BeforeEach
    void init() throws Exception {
        work = Files.createDirectory(temp.resolve("work"));
        git(work, "init", "-q", "-b", "main");
    }

    @Test
    void find_namesOfEveryKind_areTheSameCommit() throws Exception {
        commit("xds/all/a.yaml", "one");
        git(work, "tag", "-a", "v1", "-m", "one");
        git(work, "branch", "side");
        var id = git(work, "rev-parse", "HEAD");
        commit("xds/all/a.yaml", "two");

        try (var repository = LocalRepository.open(work)) {
            for (var name : List.of("v1", "side", "HEAD~1", id, id.substring(0, 7), "refs/heads/side", "main^")) {
                assertThat(repository.find(name).id()).as(name).isEqualTo(id);
            }
            assertThat(repository.find("v1").subject()).isEqualTo("xds/all/a.yaml: one");
        }
    }

    @Test
    void find_noSuchName_saysWhere() throws Exception {
        commit("xds/all/a.yaml", "one");

        try (var repository = LocalRepository.open(work)) {
            assertThatThrownBy(() -> repository.find("mian"))
                    .isInstanceOf(SourceException.class)
                    .hasMessage("\"mian\" is no commit, branch or tag of " + work.toRealPath());
            assertThatThrownBy(() -> repository.find("a..b")).isInstanceOf(SourceException.class);
            assertThatThrownBy(() -> repository.find("HEAD:xds")).isInstanceOf(SourceException.class);
        }
    }

    @Test
    void changes_areThoseOfCommits_notOfTheWorkTree() throws Exception {
        commit("xds/all/a.yaml", "one");
        commit("xds/all/b.yaml", "b");
        commit("README.md", "words");
        git(work, "rm", "-q", "xds/all/b.yaml");
        commit("xds/all/a.yaml", "two");
        Files.writeString(work.resolve("xds/all/a.yaml"), "not committed");

        try (var repository = LocalRepository.open(work)) {
            var before = repository.find("HEAD~1");
            var after = repository.find("HEAD");

            assertThat(files(repository.changes(null, before, "", LocalRepositoryTest::isXds)))
                    .isEqualTo("{xds/all/a.yaml=one, xds/all/b.yaml=b}");
            var changes = repository.changes(before, after, "", LocalRepositoryTest::isXds);
            assertThat(files(changes)).isEqualTo("{xds/all/a.yaml=two}");
            assertThat(changes.removed()).containsExactly("xds/all/b.yaml");
            assertThat(changes.whole()).isFalse();
        }
        assertThat(work.resolve("xds/all/a.yaml")).hasContent("not committed");
    }

    @Test
    void folderWithin_isKnown_andReadFromThere() throws Exception {
        commit("config/edge/xds/all/a.yaml", "one");

        try (var repository = LocalRepository.open(work.resolve("config/edge"))) {
            assertThat(repository.folder()).isEqualTo("config/edge");
            assertThat(files(repository.changes(
                            null, repository.find("HEAD"), repository.folder(), LocalRepositoryTest::isXds)))
                    .isEqualTo("{xds/all/a.yaml=one}");
        }
        assertThat(LocalRepository.workTreeOf(work.resolve("config"))).contains(work.toRealPath());
        assertThat(LocalRepository.workTreeOf(temp)).isEmpty();
    }

    @Test
    void bareRepository_isRead() throws Exception {
        commit("xds/all/a.yaml", "one");
        git(temp, "clone", "-q", "--bare", "work", "bare.git");
        var bare = temp.resolve("bare.git");

        assertThat(LocalRepository.isBare(bare)).isTrue();
        assertThat(LocalRepository.isBare(work)).isFalse();
        try (var repository = LocalRepository.open(bare)) {
            assertThat(repository.isBare()).isTrue();
            assertThat(files(repository.changes(null, repository.find("main"), "", LocalRepositoryTest::isXds)))
                    .isEqualTo("{xds/all/a.yaml=one}");
        }
    }

    @Test
    void linkedWorkTree_hasItsOwnHead() throws Exception {
        commit("xds/all/a.yaml", "one");
        git(work, "worktree", "add", "-q", "-b", "side", "../linked");
        commit("xds/all/a.yaml", "two");

        try (var repository = LocalRepository.open(temp.resolve("linked"))) {
            var head = repository.head().orElseThrow();
            assertThat(head.id()).isEqualTo(git(work, "rev-parse", "side"));
            assertThat(files(repository.changes(null, head, "", LocalRepositoryTest::isXds)))
                    .isEqualTo("{xds/all/a.yaml=one}");
            assertThat(repository.mergeBase(head, repository.find("main")).map(Commit::id))
                    .contains(head.id());
        }
    }

    @Test
    void mergeBase_ofHistoriesThatParted() throws Exception {
        commit("xds/all/a.yaml", "one");
        var base = git(work, "rev-parse", "HEAD");
        git(work, "checkout", "-q", "-b", "side");
        commit("xds/all/b.yaml", "side");
        git(work, "checkout", "-q", "main");
        commit("xds/all/c.yaml", "main");
        git(work, "checkout", "-q", "--orphan", "other");
        commit("xds/all/d.yaml", "other");

        try (var repository = LocalRepository.open(work)) {
            var main = repository.find("main");
            assertThat(repository.mergeBase(main, repository.find("side")).map(Commit::id))
                    .contains(base);
            assertThat(repository.mergeBase(main, repository.find("other"))).isEmpty();
        }
    }

    @Test
    void shallowClone_saysHowToGetTheRest() throws Exception {
        commit("xds/all/a.yaml", "one");
        var first = git(work, "rev-parse", "HEAD");
        commit("xds/all/a.yaml", "two");
        git(temp, "clone", "-q", "--depth", "1", work.toUri().toString(), "shallow");

        try (var repository = LocalRepository.open(temp.resolve("shallow"))) {
            assertThat(files(repository.changes(null, repository.find("HEAD"), "", LocalRepositoryTest::isXds)))
                    .isEqualTo("{xds/all/a.yaml=two}");
            for (var missing : List.of(first, "HEAD~1", first.substring(0, 8))) {
                assertThatThrownBy(() -> repository.find(missing))
                        .as(missing)
                        .isInstanceOf(SourceException.class)
                        .hasMessageContaining("git fetch --unshallow");
            }
        }
    }

    @Test
    void reading_writesNothing() throws Exception {
        commit("xds/all/a.yaml", "one");
        commit("xds/all/a.yaml", "two");
        var before = snapshot(work);

        try (var repository = LocalRepository.open(work)) {
            repository.changes(repository.find("HEAD~1"), repository.find("HEAD"), "", LocalRepositoryTest::isXds);
            repository.mergeBase(repository.find("HEAD~1"), repository.find("HEAD"));
        }

        assertThat(snapshot(work)).isEqualTo(before);
    }

    @Test
    void noRepository_isSaid() {
        assertThatThrownBy(() -> LocalRepository.open(temp))
                .isInstanceOf(SourceException.class)
                .hasMessage(temp + " is in no Git repository");
    }

    private void commit(String path, String content) throws Exception {
        var file = work.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content);
        git(work, "add", "-A");
        git(work, "commit", "-q", "--no-gpg-sign", "-m", path + ": " + content);
    }

    private static String git(Path directory, String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of(
                "git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "protocol.file.allow=always"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor())
                .as("git %s: %s", List.of(arguments), output)
                .isZero();
        return output;
    }

    private static String files(Changes changes) {
        assertThat(changes.problems()).isEmpty();
        return changes.changed().stream()
                .collect(Collectors.toMap(
                        SourceFile::path,
                        file -> new String(file.bytes(), StandardCharsets.UTF_8),
                        (a, b) -> a,
                        TreeMap::new))
                .toString();
    }

    private static boolean isXds(String path) {
        return path.startsWith("xds/");
    }

    private static Set<String> snapshot(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            var found = new TreeSet<String>();
            for (var file : files.toList()) {
                found.add(file + " " + Files.getLastModifiedTime(file));
            }
            return found;
        }
    }
}
