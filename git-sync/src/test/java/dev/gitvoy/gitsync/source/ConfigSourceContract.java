package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ConfigSource} does. A subclass brings the source and a way to write what it follows. */
abstract class ConfigSourceContract {
    static final Predicate<String> PATHS = path -> path.startsWith("xds/") || path.equals("gitvoy.yaml");

    @TempDir
    Path temp;

    /** Opens the source that follows {@link #folder}. */
    abstract ConfigSource open() throws Exception;

    /** Where the files to follow are written. */
    abstract Path folder() throws Exception;

    /** Makes what is in {@link #folder} the newest commit. */
    abstract void commit(String message) throws Exception;

    @Test
    void fetch_sameContent_isSameCommit() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");

        try (var source = open()) {
            assertThat(source.fetch()).isEqualTo(source.fetch());
        }
    }

    @Test
    void changes_fromNothing_areAllWantedFiles() throws Exception {
        write("xds/all/a.yaml", "a");
        write("xds/edge/b.yaml", "b");
        write("gitvoy.yaml", "c");
        write("README.md", "not configuration");
        commit("one");

        try (var source = open()) {
            var changes = source.changes(null, source.fetch());

            assertThat(contents(changes))
                    .isEqualTo(Map.of("xds/all/a.yaml", "a", "xds/edge/b.yaml", "b", "gitvoy.yaml", "c"));
            assertThat(changes.removed()).isEmpty();
            assertThat(changes.problems()).isEmpty();
        }
    }

    @Test
    void changes_betweenCommits_areOnlyWhatDiffers() throws Exception {
        write("xds/all/same.yaml", "same");
        write("xds/all/edited.yaml", "before");
        write("xds/all/deleted.yaml", "x");
        commit("one");

        try (var source = open()) {
            var first = source.fetch();
            source.markApplied(first);
            write("xds/all/edited.yaml", "after");
            write("xds/all/added.yaml", "new");
            Files.delete(folder().resolve("xds/all/deleted.yaml"));
            commit("two");
            var second = source.fetch();

            var changes = source.changes(first, second);

            assertThat(second).isNotEqualTo(first);
            assertThat(contents(changes))
                    .isEqualTo(Map.of("xds/all/edited.yaml", "after", "xds/all/added.yaml", "new"));
            assertThat(changes.removed()).containsExactly("xds/all/deleted.yaml");
        }
    }

    @Test
    void changes_afterSeveralUnappliedCommits_startFromTheAppliedOne() throws Exception {
        write("xds/all/a.yaml", "1");
        commit("one");

        try (var source = open()) {
            var applied = source.fetch();
            source.markApplied(applied);
            write("xds/all/b.yaml", "2");
            commit("two");
            source.fetch();
            write("xds/all/c.yaml", "3");
            commit("three");

            var changes = source.changes(applied, source.fetch());

            assertThat(contents(changes)).isEqualTo(Map.of("xds/all/b.yaml", "2", "xds/all/c.yaml", "3"));
        }
    }

    @Test
    void changes_symbolicLink_isAProblemAndNotFollowed() throws Exception {
        write("xds/all/a.yaml", "a");
        Files.createSymbolicLink(folder().resolve("xds/all/link.yaml"), Path.of("/etc/passwd"));
        commit("one");

        try (var source = open()) {
            var changes = source.changes(null, source.fetch());

            assertThat(contents(changes)).containsOnlyKeys("xds/all/a.yaml");
            assertThat(changes.problems())
                    .hasToString("[xds/all/link.yaml:1:1: symbolic links are not followed; put the file itself here]");
        }
    }

    @Test
    void changes_hugeFile_isAProblemAndNotRead() throws Exception {
        write("xds/all/huge.yaml", "#".repeat(SourceLimits.MAX_FILE_BYTES + 1));
        commit("one");

        try (var source = open()) {
            var changes = source.changes(null, source.fetch());

            assertThat(changes.changed()).isEmpty();
            assertThat(changes.problems())
                    .hasToString("[xds/all/huge.yaml:1:1: the file has 1048577 bytes; split it into files of at most"
                            + " 1048576]");
        }
    }

    @Test
    void changes_pointerOfGitLfs_isAProblem() throws Exception {
        write("xds/all/pointer.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 34\n");
        write("xds/all/words.yaml", "# version https://git-lfs.github.com/spec/v1\n");
        commit("one");

        try (var source = open()) {
            var changes = source.changes(null, source.fetch());

            assertThat(contents(changes)).containsOnlyKeys("xds/all/words.yaml");
            assertThat(changes.problems())
                    .hasToString(
                            "[xds/all/pointer.yaml:1:1: this is a pointer of Git LFS, not the file; take the path out of"
                                    + " .gitattributes and commit the file itself]");
        }
    }

    @Test
    void changes_folderOfTheConfigurationIsALink_isAProblemAndNotFollowed() throws Exception {
        write("elsewhere/all/a.yaml", "a");
        Files.createSymbolicLink(folder().resolve("xds"), Path.of("elsewhere"));
        commit("one");

        try (var source = open()) {
            var changes = source.changes(null, source.fetch());

            assertThat(changes.changed()).isEmpty();
            assertThat(changes.problems())
                    .hasToString("[xds:1:1: symbolic links are not followed; put the file itself here]");
        }
    }

    @Test
    void changes_namesThatADiskMayTakeForOne_areProblems() throws Exception {
        write("xds/all/a.yaml", "a");
        write("xds/all/A.yaml", "A");
        write("xds/ALL/b.yaml", "b");
        commit("one");

        try (var source = open()) {
            assertThat(source.changes(null, source.fetch()).problems())
                    .extracting(problem -> problem.code() + " " + problem)
                    .containsExactlyInAnyOrder(
                            "name-case-twin xds/all:1:1: \"ALL\" differs from this name only by case, and many disks can"
                                    + " hold one of them only; rename or remove one",
                            "name-case-twin xds/all/a.yaml:1:1: \"A.yaml\" differs from this name only by case, and many"
                                    + " disks can hold one of them only; rename or remove one");
        }
    }

    @Test
    void changes_nameWithWhatCannotBeSeen_isAProblemThatShowsIt() throws Exception {
        write("xds/all/a\nb.yaml", "a");
        write("xds/all/c\\d.yaml", "c");
        commit("one");

        try (var source = open()) {
            var changes = source.changes(null, source.fetch());

            assertThat(changes.changed()).isEmpty();
            assertThat(changes.problems())
                    .extracting(problem -> problem.code() + " " + problem.at().file())
                    .containsExactlyInAnyOrder(
                            "name-control-character xds/all/a\\x0ab.yaml", "name-backslash xds/all/c\\d.yaml");
        }
    }

    @Test
    void changes_tooDeep_isAProblem() throws Exception {
        write("xds/" + "d/".repeat(14) + "fine.yaml", "fine");
        write("xds/" + "d/".repeat(15) + "deep.yaml", "deep");
        commit("one");

        try (var source = open()) {
            var changes = source.changes(null, source.fetch());

            assertThat(contents(changes)).hasSize(1);
            assertThat(changes.problems()).extracting(Problem::code).containsExactly("too-deep");
        }
    }

    @Test
    void changes_fromNothingOrFromACommit_sayWhether() throws Exception {
        write("xds/all/a.yaml", "a");
        commit("one");

        try (var source = open()) {
            var commit = source.fetch();
            assertThat(source.changes(null, commit).whole()).isTrue();
            assertThat(source.changes(commit, commit).whole()).isFalse();
        }
    }

    void write(String path, String content) throws Exception {
        var file = folder().resolve(path);
        var parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, content);
    }

    static Map<String, String> contents(Changes changes) {
        var contents = new TreeMap<String, String>();
        changes.changed().forEach(file -> contents.put(file.path(), new String(file.bytes(), StandardCharsets.UTF_8)));
        return contents;
    }

    static Path created(Path folder) throws IOException {
        return Files.createDirectories(folder);
    }
}
