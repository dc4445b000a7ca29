package dev.gitvoy.gitsync.source;

import static dev.gitvoy.gitsync.source.ConfigSourceContract.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to the kept repository, the next fetch yields what the remote has. */
class RepositoryHealingTest {
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

    /** What can happen to a repository. */
    private enum Damage {
        PACK_TRUNCATED {
            @Override
            void plant(Path repo) throws IOException {
                for (var pack : packs(repo)) {
                    truncate(pack, Files.size(pack) / 2);
                }
            }
        },
        LAST_PACK_TRUNCATED {
            @Override
            void plant(Path repo) throws IOException {
                var pack = newest(packs(repo));
                truncate(pack, Files.size(pack) - 30);
            }
        },
        PACK_EMPTY {
            @Override
            void plant(Path repo) throws IOException {
                truncate(newest(packs(repo)), 0);
            }
        },
        PACK_DELETED {
            @Override
            void plant(Path repo) throws IOException {
                Files.delete(newest(packs(repo)));
            }
        },
        FIRST_PACK_DELETED {
            @Override
            void plant(Path repo) throws IOException {
                Files.delete(largest(packs(repo)));
            }
        },
        ALL_OBJECTS_DELETED {
            @Override
            void plant(Path repo) throws IOException {
                deleteAll(repo.resolve("objects"));
            }
        },
        PACK_BYTES_FLIPPED {
            @Override
            void plant(Path repo) throws IOException {
                for (var pack : packs(repo)) {
                    var bytes = Files.readAllBytes(pack);
                    for (int i = 40; i < bytes.length - 20; i += 50) {
                        bytes[i] ^= 0x10;
                    }
                    overwrite(pack, bytes);
                }
            }
        },
        INDEX_POINTS_ELSEWHERE {
            @Override
            void plant(Path repo) throws IOException {
                var index = Path.of(largest(packs(repo)).toString().replace(".pack", ".idx"));
                var bytes = Files.readAllBytes(index);
                // The table of offsets is the last before the two checksums; its first and its last entry change
                // places.
                int objects = ((bytes[8 + 255 * 4 + 2] & 0xff) << 8) | (bytes[8 + 255 * 4 + 3] & 0xff);
                int offsets = 8 + 256 * 4 + objects * (20 + 4);
                for (int i = 0; i < objects / 2; i++) {
                    swap(bytes, offsets + 4 * i, offsets + 4 * (objects - 1 - i));
                }
                overwrite(index, bytes);
            }
        },
        INDEX_DELETED {
            @Override
            void plant(Path repo) throws IOException {
                Files.delete(Path.of(newest(packs(repo)).toString().replace(".pack", ".idx")));
            }
        },
        REF_EMPTY {
            @Override
            void plant(Path repo) throws IOException {
                truncate(ref(repo, "incoming"), 0);
            }
        },
        REF_GARBAGE {
            @Override
            void plant(Path repo) throws IOException {
                Files.writeString(ref(repo, "incoming"), "this is no id\n");
            }
        },
        REF_TO_NOWHERE {
            @Override
            void plant(Path repo) throws IOException {
                Files.writeString(ref(repo, "incoming"), "0123456789012345678901234567890123456789\n");
            }
        },
        REFS_DELETED {
            @Override
            void plant(Path repo) throws IOException {
                deleteAll(repo.resolve("refs"));
            }
        },
        HEAD_MISSING {
            @Override
            void plant(Path repo) throws IOException {
                Files.delete(repo.resolve("HEAD"));
            }
        },
        HEAD_GARBAGE {
            @Override
            void plant(Path repo) throws IOException {
                Files.write(repo.resolve("HEAD"), new byte[] {0, 1, 2, 3});
            }
        },
        CONFIG_GARBAGE {
            @Override
            void plant(Path repo) throws IOException {
                Files.writeString(repo.resolve("config"), "[core\nthis is not a configuration");
            }
        },
        CONFIG_MISSING {
            @Override
            void plant(Path repo) throws IOException {
                Files.delete(repo.resolve("config"));
            }
        },
        PACKED_REFS_GARBAGE {
            @Override
            void plant(Path repo) throws IOException {
                Files.write(repo.resolve("packed-refs"), new byte[] {'x', 0, 'y', '\n', 'z'});
            }
        },
        LOOSE_OBJECT_GARBAGE {
            @Override
            void plant(Path repo) throws IOException {
                for (var pack : packs(repo)) {
                    Files.delete(Path.of(pack.toString().replace(".pack", ".idx")));
                    Files.delete(pack);
                }
                var id = Files.readString(ref(repo, "incoming")).strip();
                var folder = Files.createDirectories(repo.resolve("objects").resolve(id.substring(0, 2)));
                Files.writeString(folder.resolve(id.substring(2)), "no zlib stream");
            }
        },
        FOLDER_IS_A_FILE {
            @Override
            void plant(Path repo) throws IOException {
                deleteAll(repo);
                Files.writeString(repo, "not a folder");
            }
        },
        FOLDER_MISSING {
            @Override
            void plant(Path repo) throws IOException {
                deleteAll(repo);
            }
        };

        abstract void plant(Path repo) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void open_damaged_yieldsWhatTheRemoteHas(Damage damage) throws Exception {
        fill();

        damage.plant(repo());

        try (var source = open()) {
            assertFollows(source);
        }
        try (var source = open()) {
            assertThat(source.applied().orElseThrow().id())
                    .isEqualTo(source.fetch().id());
            assertFollows(source);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fetch_damagedWhileRunning_yieldsWhatTheRemoteHas(Damage damage) throws Exception {
        fill();

        try (var source = open()) {
            source.fetch();
            damage.plant(repo());
            forge.commit("later.yaml", "later");

            assertFollows(source);
        }
    }

    @Test
    void open_manyLeftoversOfAKilledProcess_areSweptAndNothingIsFetchedAnew() throws Exception {
        fill();
        var applied = ref(repo(), "applied");
        var pack = newest(packs(repo())).toString();
        var leftovers = List.of(
                applied.resolveSibling("applied.lock"),
                ref(repo(), "incoming").resolveSibling("incoming.lock"),
                repo().resolve("packed-refs.lock"),
                repo().resolve("config.lock"),
                repo().resolve("shallow.lock"),
                repo().resolve("HEAD.lock"),
                repo().resolve("FETCH_HEAD.lock"),
                repo().resolve("gc.pid"),
                repo().resolve("objects/incoming_1234.pack"),
                repo().resolve("objects/incoming_1234.idx"),
                repo().resolve("objects/gc_1234.pack_tmp"),
                repo().resolve("objects/pack/gc_1234.idx_tmp"),
                repo().resolve("objects/noz1234.tmp"),
                repo().resolve("objects/pack/pack-0123456789012345678901234567890123456789.pack"),
                Path.of(pack.replace(".pack", ".keep")),
                repo().resolve(".probe-1234"),
                state.path().resolve("repo.git.new/objects/incoming_99.pack"));
        for (var leftover : leftovers) {
            Files.createDirectories(Objects.requireNonNull(leftover.getParent()));
            Files.writeString(leftover, "left");
        }

        try (var source = open()) {
            forge.commit("later.yaml", "later");

            assertFollows(source);
        }

        assertThat(leftovers).allSatisfy(leftover -> assertThat(leftover).doesNotExist());
        assertThat(broken()).isEmpty();
    }

    @Test
    void open_killedWhileReplacing_takesTheNewCopy() throws Exception {
        fill();
        Files.move(repo(), state.path().resolve("repo.git.new"));
        var away = Files.move(temp.resolve("forge.git"), temp.resolve("away.git"));

        try (var source = open()) {
            assertThat(contents(source.changes(null, source.applied().orElseThrow())))
                    .isEqualTo(forge.files());
            Files.move(away, temp.resolve("forge.git"));
            assertFollows(source);
        }
    }

    @Test
    void open_damageThatLosesNothing_needsNoRemote() throws Exception {
        fill();
        for (var damage :
                List.of(Damage.CONFIG_GARBAGE, Damage.CONFIG_MISSING, Damage.HEAD_MISSING, Damage.HEAD_GARBAGE)) {
            damage.plant(repo());
        }
        Files.move(temp.resolve("forge.git"), temp.resolve("away.git"));

        try (var source = open()) {
            assertThat(contents(source.changes(null, source.applied().orElseThrow())))
                    .isEqualTo(forge.files());
        }
        assertThat(broken()).isEmpty();
    }

    @Test
    void changes_damagedAndTheRemoteAway_keepsWhatIsThereUntilItIsBack() throws Exception {
        fill();
        Damage.FIRST_PACK_DELETED.plant(repo());
        var away = Files.move(temp.resolve("forge.git"), temp.resolve("away.git"));

        try (var source = open()) {
            assertThatThrownBy(() -> source.changes(null, source.applied().orElseThrow()))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("cannot be reached");
            assertThat(broken()).isEmpty();
            assertThat(state.path().resolve("repo.git.new")).doesNotExist();

            Files.move(away, temp.resolve("forge.git"));
            assertFollows(source);
        }
        assertThat(broken()).hasSize(1);
    }

    @Test
    void changes_baseIsLost_areWhole() throws Exception {
        fill();
        try (var source = open()) {
            var served = source.fetch();
            source.markApplied(served);
            forge.forgetHistory();
            forge.commit("a.yaml", "another history");
            Damage.PACK_TRUNCATED.plant(repo());

            var newest = source.fetch();
            var changes = source.changes(served, newest);

            assertThat(changes.whole()).isTrue();
            assertThat(contents(changes)).isEqualTo(forge.files());
        }
    }

    @Test
    void fetch_damaged_stillKnowsWhatWasAppliedLast() throws Exception {
        fill();
        var served = Files.readString(ref(repo(), "applied")).strip();
        forge.commit("a.yaml", "refused by the compilers");
        Damage.ALL_OBJECTS_DELETED.plant(repo());

        try (var source = open()) {
            assertThat(source.fetch().id()).isNotEqualTo(served);

            assertThat(source.applied().orElseThrow().id()).isEqualTo(served);
            assertThat(broken()).hasSize(1);
        }
    }

    @Test
    void changes_baseIsKept_areADifference() throws Exception {
        fill();
        try (var source = open()) {
            var served = source.fetch();
            source.changes(null, served);
            forge.commit("a.yaml", "edited");
            Damage.PACK_TRUNCATED.plant(repo());

            var changes = source.changes(served, source.fetch());

            assertThat(changes.whole()).isFalse();
            assertThat(contents(changes)).containsOnlyKeys("xds/a.yaml");
        }
    }

    @Test
    void fetch_damagedManyTimes_keepsTheLastTwoForALook() throws Exception {
        fill();
        for (int i = 0; i < 4; i++) {
            Damage.ALL_OBJECTS_DELETED.plant(repo());
            try (var source = open()) {
                assertFollows(source);
            }
        }

        assertThat(broken()).hasSize(2);
    }

    @Test
    void fetch_remoteItselfIsDamaged_isToldAndReplacesNothing() throws Exception {
        fill();
        var id = Objects.requireNonNull(forge.repository().resolve("HEAD:xds/a.yaml"))
                .name();
        forge.commit("later.yaml", "later");
        var blob = temp.resolve("forge.git/objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
        Files.move(blob, temp.resolve("lost"));
        Damage.ALL_OBJECTS_DELETED.plant(repo());

        try (var source = open()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(source::fetch).isInstanceOf(SourceException.class);
            }
            assertThat(broken()).isEmpty();

            Files.move(temp.resolve("lost"), blob);
            forge.commit("later.yaml", "mended");
            assertFollows(source);
        }
    }

    @Test
    void fetch_remoteSendsWhatIsNotTaken_isToldAndCopiedAnewOnlyOnce() throws Exception {
        fill();
        var good = forge.commit("good.yaml", "good");
        var dotGit = new TreeFormatter();
        dotGit.append(".git", FileMode.REGULAR_FILE, forge.insert(Constants.OBJ_BLOB, new byte[1]));
        forge.commitTree(dotGit);
        // Whoever fetches objects, asks for room first.
        var fetches = new AtomicInteger();
        FreeSpace space = folder -> {
            fetches.incrementAndGet();
            return Long.MAX_VALUE;
        };

        try (var source =
                forge.source(state, new GitBranchSource.Tuning(SourceLimits.DEFAULT, RepositoryUpkeep.MANY, space))) {
            for (int i = 0; i < 4; i++) {
                assertThatThrownBy(source::fetch)
                        .isInstanceOf(SourceException.class)
                        .hasMessageContaining("invalid name '.git'")
                        .hasMessageEndingWith("; a new copy of it was no better");
                // One each time, and once the new copy.
                assertThat(fetches).hasValue(2 * (i + 2));
            }
            assertThat(broken()).isEmpty();

            forge.pointTo(ObjectId.fromString(good));
            assertFollows(source);
        }
    }

    @Test
    void fetch_randomDamage_yieldsWhatTheRemoteHas() throws Exception {
        damageAtRandom(8, 1);
    }

    @Test
    @Tag("full")
    void fetch_muchRandomDamage_yieldsWhatTheRemoteHas() throws Exception {
        damageAtRandom(300, System.nanoTime());
    }

    private void damageAtRandom(int tries, long seed) throws Exception {
        fill();
        var random = new Random(seed);
        for (int i = 0; i < tries; i++) {
            var what = damageAtRandom(random);
            try (var source = open()) {
                forge.commit("file" + i % 20 + ".yaml", "try " + i);
                assertThat(contents(source.changes(null, source.fetch())))
                        .as("seed %d, try %d: %s", seed, i, what)
                        .isEqualTo(forge.files());
                assertFollows(source);
            }
        }
    }

    private String damageAtRandom(Random random) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(repo())) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        var file = files.get(random.nextInt(files.size()));
        var bytes = Files.readAllBytes(file);
        int how = random.nextInt(3);
        if (how == 0) {
            Files.delete(file);
        } else if (how == 1 || bytes.length == 0) {
            truncate(file, bytes.length == 0 ? 0 : random.nextInt(bytes.length));
        } else {
            int start = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - start, 1 + random.nextInt(64));
            for (int i = start; i < start + length; i++) {
                bytes[i] = (byte) random.nextInt(256);
            }
            overwrite(file, bytes);
        }
        return repo().relativize(file)
                + List.of(" deleted", " truncated", " overwritten").get(how);
    }

    /** Some packs, a delta among them, and the newest commit applied. */
    private void fill() throws Exception {
        try (var source = open()) {
            forge.commit(
                    "large.yaml",
                    new Random(7).ints(3000).mapToObj(i -> i + "\n").reduce("", String::concat));
            source.fetch();
            for (int i = 0; i < 3; i++) {
                forge.commit("a.yaml", "a" + i);
                forge.commit("file" + i + ".yaml", "content " + i);
                source.markApplied(source.fetch());
            }
        }
        assertThat(packs(repo())).hasSizeGreaterThan(2);
    }

    private void assertFollows(ConfigSource source) throws Exception {
        var commit = source.fetch();
        assertThat(contents(source.changes(null, commit))).isEqualTo(forge.files());
        source.markApplied(commit);

        forge.commit("next.yaml", "next " + commit.id());
        var next = source.fetch();

        assertThat(contents(source.changes(commit, next))).containsOnlyKeys("xds/next.yaml");
        source.markApplied(next);
        assertThat(source.applied()).contains(next);
    }

    private ConfigSource open() throws Exception {
        return forge.source(state);
    }

    private Path repo() {
        return state.path().resolve("repo.git");
    }

    private List<Path> broken() throws IOException {
        try (var files = Files.list(state.path())) {
            return files.filter(file -> file.getFileName().toString().startsWith("repo.git.broken-"))
                    .toList();
        }
    }

    private static List<Path> packs(Path repo) throws IOException {
        try (var files = Files.list(repo.resolve("objects/pack"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).toList();
        }
    }

    private static Path newest(List<Path> files) {
        return files.stream()
                .max(Comparator.comparing((Path file) -> file.toFile().lastModified())
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    private static Path largest(List<Path> files) {
        return files.stream()
                .max(Comparator.comparing((Path file) -> file.toFile().length()))
                .orElseThrow();
    }

    private static Path ref(Path repo, String name) throws IOException {
        try (var files = Files.walk(repo.resolve("refs/gitvoy"))) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static void truncate(Path file, long size) throws IOException {
        overwrite(file, Arrays.copyOf(Files.readAllBytes(file), (int) size));
    }

    /** In place of the file, not into it: packs are read-only, and not mapped by whoever damages a disk. */
    private static void overwrite(Path file, byte[] bytes) throws IOException {
        Files.delete(file);
        Files.write(file, bytes);
    }

    private static void swap(byte[] bytes, int a, int b) {
        for (int i = 0; i < 4; i++) {
            byte kept = bytes[a + i];
            bytes[a + i] = bytes[b + i];
            bytes[b + i] = kept;
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
