package dev.gitvoy.gitsync.source;

import static dev.gitvoy.gitsync.source.ConfigSourceContract.contents;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trees that no Git would write: problems of their commit, and nothing worse. */
@Timeout(120)
class TreeChangesTest {
    private static final SourceLimits SMALL = new SourceLimits(1 << 20, 2000, 20, 4, 40, 10);

    private static final ObjectId NOWHERE = ObjectId.fromString("0123456789012345678901234567890123456789");

    @TempDir
    private Path temp;

    private TestForge forge;
    private StateDirectory state;

    @BeforeEach
    void create() throws Exception {
        forge = TestForge.create(temp.resolve("forge.git"));
        state = StateDirectory.open(temp.resolve("state"));
    }

    @AfterEach
    void close() {
        forge.close();
        state.close();
    }

    @Test
    void changes_treeBomb_endsQuicklyWithTheLimitsName() throws Exception {
        var level = blob("leaf");
        var mode = FileMode.REGULAR_FILE;
        for (int i = 0; i < 13; i++) {
            var tree = new TreeFormatter();
            for (char c = 'a'; c <= 'j'; c++) {
                tree.append(c + ".yaml", mode, level);
            }
            level = forge.insert(tree);
            mode = FileMode.TREE;
        }
        forge.commitTree(level);

        try (var source = open(SourceLimits.DEFAULT)) {
            var commit = source.fetch();
            long start = System.nanoTime();
            var changes = source.changes(null, commit);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            assertThat(changes.problems())
                    .hasToString(
                            "[(all files):1:1: the configuration has more than 200000 files and folders; nothing of it"
                                    + " was read; put several resources into a file]");
            assertThat(changes.changed()).isEmpty();
        }
    }

    @Test
    void changes_folderThatIsNoConfiguration_isNotEntered() throws Exception {
        var config = new TreeFormatter();
        config.append("a.yaml", FileMode.REGULAR_FILE, blob("a"));
        var root = new TreeFormatter();
        // Whoever enters it, fails.
        root.append("docs", FileMode.TREE, NOWHERE);
        root.append("xds", FileMode.TREE, forge.insert(config));
        plantRoot(forge.insert(root));

        try (var source = open(SMALL)) {
            var changes = source.changes(null, source.applied().orElseThrow());

            assertThat(contents(changes)).containsOnlyKeys("xds/a.yaml");
            assertThat(changes.problems()).isEmpty();
        }
    }

    @Test
    void changes_configurationFolderIsALinkOrASubmodule_isRefused() throws Exception {
        var root = new TreeFormatter();
        root.append("xds", FileMode.SYMLINK, blob("elsewhere"));
        forge.commitRoot(forge.insert(root));
        try (var source = open(SMALL)) {
            assertThat(codes(source.changes(null, source.fetch()))).containsExactly("symlink");

            root = new TreeFormatter();
            root.append("xds", FileMode.GITLINK, NOWHERE);
            forge.commitRoot(forge.insert(root));
            assertThat(codes(source.changes(null, source.fetch()))).containsExactly("submodule");
        }
    }

    @Test
    void changes_rootIsNoFolder_isRefused() throws Exception {
        forge.commit("a.yaml", "a");

        try (var source = TestForge.source(
                GitOrigin.of(temp.resolve("forge.git").toString(), GitRevision.branch("main"), "xds/a.yaml"),
                state,
                GitBranchSource.Tuning.DEFAULT)) {
            assertThat(source.changes(null, source.fetch()).problems())
                    .hasToString("[xds/a.yaml:1:1: this is a file; name the folder of the configuration with --path]");
        }
    }

    @Test
    void changes_hostileNames_areProblemsWithACodeEach() throws Exception {
        var tree = new RawTree()
                .file("new\nline.yaml", blob("x"))
                .file("back\\slash.yaml", blob("x"))
                .file("\u202eright.yaml", blob("x"))
                .file(new byte[] {'b', 'a', 'd', (byte) 0xff}, blob("x"))
                .file("fine \u00fc.yaml", blob("x"));
        forge.commitTree(tree.insert(forge));

        try (var source = open(SourceLimits.DEFAULT)) {
            var changes = source.changes(null, source.fetch());

            assertThat(contents(changes)).containsOnlyKeys("xds/fine \u00fc.yaml");
            assertThat(changes.problems())
                    .extracting(problem -> problem.code() + " " + problem.at().file())
                    .containsExactlyInAnyOrder(
                            "name-control-character xds/new\\x0aline.yaml",
                            "name-backslash xds/back\\slash.yaml",
                            "name-control-character xds/\\u202eright.yaml",
                            "name-encoding xds/bad\\xff");
        }
    }

    @Test
    void changes_hostileNamesRevertedLater_doNotBlockTheBranch() throws Exception {
        forge.commit("a.yaml", "a");
        try (var source = open(SourceLimits.DEFAULT)) {
            var good = source.fetch();
            source.markApplied(good);
            forge.commitTree(new RawTree()
                    .file("A.yaml", blob("x"))
                    .file("a.yaml", blob("y"))
                    .file("b\\c", blob("z"))
                    .insert(forge));
            assertThat(source.changes(good, source.fetch()).problems()).hasSize(2);

            forge.commit("b.yaml", "reverted and more");

            assertThat(contents(source.changes(good, source.fetch()))).containsOnlyKeys("xds/b.yaml");
        }
    }

    @Test
    void changes_twins_areReportedAgainstWhatIsThereAlready() throws Exception {
        forge.commit("readme.yaml", "a");
        forge.commit("stra\u00dfe.yaml", "b");
        forge.commit("caf\u00e9.yaml", "c");
        try (var source = open(SourceLimits.DEFAULT)) {
            var base = source.fetch();
            source.changes(null, base);
            forge.commit("ReadMe.yaml", "A");
            forge.commit("STRASSE.yaml", "B");
            forge.commit("cafe\u0301.yaml", "C");
            var commit = source.fetch();

            assertThat(source.changes(base, commit).problems())
                    .isEqualTo(source.changes(null, commit).problems())
                    .extracting(problem -> problem.code() + " " + problem.at().file())
                    .containsExactlyInAnyOrder(
                            "name-case-twin xds/readme.yaml",
                            "name-case-twin xds/stra\u00dfe.yaml",
                            "name-unicode-twin xds/caf\u00e9.yaml");
        }
    }

    @Test
    void changes_linksSubmodulesPointersAndLies_areRefused() throws Exception {
        var tree = new RawTree()
                .entry("40000", "a-tree".getBytes(StandardCharsets.UTF_8), blob("in fact a file"))
                .entry("100644", "file".getBytes(StandardCharsets.UTF_8), forge.insert(new TreeFormatter()))
                .entry("120000", "link".getBytes(StandardCharsets.UTF_8), blob("/etc/passwd"))
                .entry("160000", "module".getBytes(StandardCharsets.UTF_8), NOWHERE)
                .file("pointer", blob("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"));
        var id = tree.insert(forge);
        plant(id);

        try (var source = open(SourceLimits.DEFAULT)) {
            var changes = source.changes(null, source.applied().orElseThrow());

            assertThat(changes.changed()).isEmpty();
            assertThat(codes(changes))
                    .containsExactlyInAnyOrder("broken-tree", "broken-tree", "symlink", "submodule", "lfs-pointer");
        }
    }

    @Test
    void changes_treesThatAreNoTrees_areRefused() throws Exception {
        for (var broken : List.of(
                bytes("100644 a"), bytes("no mode"), bytes("100644 a\0short"), bytes("999999 a\0" + "x".repeat(20)))) {
            plant(forge.insert(Constants.OBJ_TREE, broken));

            try (var source = open(SourceLimits.DEFAULT)) {
                assertThat(codes(source.changes(null, source.applied().orElseThrow())))
                        .containsExactly("broken-tree");
            }
        }
    }

    @Test
    void changes_beyondALimit_nameIt() throws Exception {
        forge.commit("a.yaml", "a".repeat(1500));
        try (var source = open(SMALL)) {
            var base = source.fetch();
            source.changes(null, base);

            // Both fit alone.
            forge.commit("b.yaml", "b".repeat(1500));
            assertSame(source, base, "too-many-bytes");
            forge.remove("b.yaml");
            for (int i = 0; i < 10; i++) {
                forge.commit("c" + i, "");
            }
            var half = source.fetch();
            assertThat(source.changes(base, half).problems()).isEmpty();
            for (int i = 0; i < 9; i++) {
                forge.commit("d" + i, "");
            }
            assertSame(source, half, "too-many-entries");
        }
    }

    @Test
    void changes_replacedWithinLimits_areFine() throws Exception {
        forge.commit("a.yaml", "a".repeat(1500));
        try (var source = open(SMALL)) {
            var base = source.fetch();
            for (int i = 0; i < 50; i++) {
                forge.remove(i % 2 == 0 ? "a.yaml" : "b.yaml");
                forge.commit(i % 2 == 0 ? "b.yaml" : "a.yaml", "x".repeat(1500));
                var next = source.fetch();
                assertThat(source.changes(base, next).problems()).isEmpty();
                base = next;
            }
        }
    }

    private static void assertSame(ConfigSource source, Commit base, String code) throws Exception {
        var commit = source.fetch();
        assertThat(codes(source.changes(base, commit)))
                .containsExactly(code)
                .isEqualTo(codes(source.changes(null, commit)));
    }

    @Test
    void changes_deepOrLongPath_isRefused() throws Exception {
        var inner = new TreeFormatter();
        inner.append("x.yaml", FileMode.REGULAR_FILE, blob("x"));
        var tree = forge.insert(inner);
        for (var name : List.of("c", "b", "a")) {
            var outer = new TreeFormatter();
            outer.append(name, FileMode.TREE, tree);
            tree = forge.insert(outer);
        }
        forge.commitTree(tree);
        try (var source = open(SMALL)) {
            assertThat(source.changes(null, source.fetch()).problems())
                    .hasToString("[xds/a/b/c/x.yaml:1:1: the path has more than 4 names; put the folder further up]");

            forge.commitTree(new RawTree().file("n".repeat(90), blob("x")).insert(forge));
            assertThat(source.changes(null, source.fetch()).problems())
                    .hasToString("[xds/" + "n".repeat(56) + "..:1:1: the path has more than 40 bytes; shorten it]");
        }
    }

    @Test
    void changes_moreProblemsThanAnybodyReads_stopsThere() throws Exception {
        var tree = new TreeFormatter();
        for (int i = 0; i < 15; i++) {
            tree.append(String.format("link%02d", i), FileMode.SYMLINK, blob("x"));
        }
        forge.commitTree(tree);

        try (var source = open(SMALL)) {
            assertThat(codes(source.changes(null, source.fetch()))).hasSize(11).endsWith("too-many-problems");
        }
    }

    @Test
    void changes_randomTrees_areFilesAndProblems() throws Exception {
        randomTrees(60, 1);
    }

    @Test
    @Tag("full")
    @Timeout(600)
    void changes_manyRandomTrees_areFilesAndProblems() throws Exception {
        randomTrees(3000, System.nanoTime());
    }

    private void randomTrees(int tries, long seed) throws Exception {
        var random = new Random(seed);
        int withProblems = 0;
        letObjectsIn();
        try (var source = open(new SourceLimits(1 << 20, 3000, 60, 5, 60, 10))) {
            Commit base = null;
            for (int i = 0; i < tries; i++) {
                var id = plant(randomTree(random, 0));
                var commit = source.applied().orElseThrow();
                assertThat(commit.id()).as("seed %d, try %d", seed, i).isEqualTo(id);

                var changes = source.changes(null, commit);
                var again = source.changes(base, commit);

                assertThat(again.problems().isEmpty())
                        .as("seed %d, try %d: %s or %s", seed, i, changes.problems(), again.problems())
                        .isEqualTo(changes.problems().isEmpty());
                if (changes.problems().isEmpty()) {
                    base = commit;
                } else {
                    withProblems++;
                }
            }
        }
        assertThat(withProblems).as("seed %d", seed).isBetween(tries / 10, tries - 1);
    }

    private ObjectId randomTree(Random random, int depth) throws Exception {
        var names = List.of(
                "a",
                "A",
                "b.yaml",
                "c",
                "\u00e9",
                "e\u0301",
                "d\\e",
                "\u0001",
                "..",
                ".git",
                "",
                "x/y",
                "n".repeat(70));
        var modes = List.of("100644", "100755", "100664", "40000", "120000", "160000", "100600", "7", "0");
        int kind = random.nextInt(40);
        if (kind == 0) {
            var garbage = new byte[random.nextInt(60)];
            random.nextBytes(garbage);
            return forge.insert(Constants.OBJ_TREE, garbage);
        }
        if (kind == 1) {
            return blob("not a tree");
        }
        var tree = new RawTree();
        int size = random.nextInt(4);
        boolean plain = random.nextInt(4) != 0;
        for (int i = 0; i < size; i++) {
            if (depth < 7 && random.nextInt(3) == 0) {
                tree.entry("40000", bytes("t" + i), randomTree(random, depth + 1));
            } else if (plain) {
                tree.entry("100644", bytes("f" + i), blob("content " + random.nextInt(5)));
            } else {
                tree.entry(
                        modes.get(random.nextInt(modes.size())),
                        bytes(names.get(random.nextInt(names.size()))),
                        random.nextBoolean() ? blob("x") : forge.insert(new TreeFormatter()));
            }
        }
        return tree.insert(forge);
    }

    /** Puts a tree past the checks of a fetch, as the commit applied last. */
    private String plant(ObjectId xds) throws Exception {
        var root = new TreeFormatter();
        root.append("xds", FileMode.TREE, xds);
        return plantRoot(forge.insert(root));
    }

    private String plantRoot(ObjectId root) throws Exception {
        letObjectsIn();
        try (var kept = Git.open(repo().toFile()).getRepository()) {
            var id = ObjectId.fromString(forge.commitRoot(root));
            var update = kept.updateRef("refs/gitvoy/" + forge.origin().originId() + "/applied");
            update.setNewObjectId(id);
            update.forceUpdate();
            return id.name();
        }
    }

    /** The kept repository reads the forge's objects in place. */
    private void letObjectsIn() throws Exception {
        if (!Files.exists(repo())) {
            open(SourceLimits.DEFAULT).close();
            Files.writeString(
                    Files.createDirectories(repo().resolve("objects/info")).resolve("alternates"),
                    temp.resolve("forge.git/objects") + "\n");
        }
    }

    private Path repo() {
        return state.path().resolve("repo.git");
    }

    private ConfigSource open(SourceLimits limits) throws Exception {
        return forge.source(state, new GitBranchSource.Tuning(limits, RepositoryUpkeep.MANY, FreeSpace.OF_DISK));
    }

    private ObjectId blob(String content) throws Exception {
        return forge.insert(Constants.OBJ_BLOB, bytes(content));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> codes(Changes changes) {
        return changes.problems().stream().map(Problem::code).toList();
    }

    /** A tree that takes any mode and name. */
    private static final class RawTree {
        private final List<byte[]> entries = new ArrayList<>();

        RawTree file(String name, ObjectId id) throws IOException {
            return file(bytes(name), id);
        }

        RawTree file(byte[] name, ObjectId id) throws IOException {
            return entry("100644", name, id);
        }

        RawTree entry(String mode, byte[] name, ObjectId id) throws IOException {
            var entry = new ByteArrayOutputStream();
            entry.write(bytes(mode + " "));
            entry.write(name);
            entry.write(0);
            id.copyRawTo(entry);
            entries.add(entry.toByteArray());
            return this;
        }

        /** Sorted as Git does, but for folders whose names start alike. */
        ObjectId insert(TestForge forge) throws Exception {
            var tree = new ByteArrayOutputStream();
            entries.stream()
                    .sorted((a, b) -> Arrays.compareUnsigned(name(a), name(b)))
                    .forEach(tree::writeBytes);
            return forge.insert(Constants.OBJ_TREE, tree.toByteArray());
        }

        private static byte[] name(byte[] entry) {
            int start = 0;
            while (entry[start] != ' ') {
                start++;
            }
            return Arrays.copyOfRange(entry, start + 1, entry.length - 21);
        }
    }
}
