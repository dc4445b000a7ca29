package dev.gitvoy.gitsync.source;

import static dev.gitvoy.gitsync.source.ConfigSourceContract.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No room on the disk: told, nothing lost, and mended by room alone. */
class FullDiskIT {
    @TempDir
    private Path temp;

    private TestForge forge;

    @BeforeEach
    void create() throws Exception {
        forge = TestForge.create(temp.resolve("forge.git"));
        forge.commit("a.yaml", "a");
    }

    @AfterEach
    void close() {
        forge.close();
    }

    @Test
    void fetch_writeFailsHalfway_leavesNothingAndGoesOnWhenThereIsRoom() throws Exception {
        assertThat(follow("unlimited")).contains("applied ");
        var random = new Random(5);
        for (int i = 0; i < 100; i++) {
            var bytes = new byte[10_000];
            random.nextBytes(bytes);
            forge.commit("noise" + i + ".yaml", HexFormat.of().formatHex(bytes));
        }

        // The operating system refuses to write more than 256 KiB to a file, as it does when a quota is used up.
        var output = follow("256");

        assertThat(output)
                .contains("failed the disk of " + temp.resolve("state/repo.git")
                        + ", or a quota on it, is full; free at least 64 MiB")
                .doesNotContain("applied ");
        try (var files = Files.walk(temp.resolve("state"))) {
            assertThat(files.filter(file -> {
                        var name = file.getFileName().toString();
                        return name.startsWith("incoming_") || name.endsWith(".lock") || name.contains(".broken-");
                    }))
                    .isEmpty();
        }
        try (var state = StateDirectory.open(temp.resolve("state"));
                var source = forge.source(state)) {
            assertThat(contents(source.changes(null, source.applied().orElseThrow())))
                    .containsOnlyKeys("xds/a.yaml");
            assertThat(contents(source.changes(null, source.fetch()))).isEqualTo(forge.files());
        }
    }

    private String follow(String largestFile) throws Exception {
        var output = temp.resolve("output.txt");
        var child =
                KeptByChild.start(temp.resolve("forge.git"), temp.resolve("state"), 2, largestFile, output.toFile());
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        return Files.readString(output);
    }

    @Test
    void fetch_littleRoom_isRefusedWhenThereIsSomethingToFetch() throws Exception {
        var room = new AtomicLong(Long.MAX_VALUE);
        try (var state = StateDirectory.open(temp.resolve("state"));
                var source = forge.source(
                        state,
                        new GitBranchSource.Tuning(
                                SourceLimits.DEFAULT, RepositoryUpkeep.MANY, folder -> room.get()))) {
            var served = source.fetch();
            source.markApplied(served);
            Files.createDirectories(state.path().resolve("repo.git.broken-17/objects"));
            room.set(3 << 20);

            assertThat(source.fetch()).isEqualTo(served);
            forge.commit("b.yaml", "b");
            assertThatThrownBy(source::fetch)
                    .isInstanceOf(SourceException.class)
                    .hasMessage("the disk of " + state.path().resolve("repo.git")
                            + " has 3 MiB left, so nothing is fetched; free at least 64 MiB");
            assertThat(source.applied()).contains(served);
            assertThat(state.path().resolve("repo.git.broken-17")).doesNotExist();

            room.set(64 << 20);
            assertThat(contents(source.changes(served, source.fetch()))).containsOnlyKeys("xds/b.yaml");
        }
    }

    @Test
    void bytes_ofThisDisk_areKnown() throws Exception {
        assertThat(FreeSpace.OF_DISK.bytes(temp)).isPositive();
    }
}
