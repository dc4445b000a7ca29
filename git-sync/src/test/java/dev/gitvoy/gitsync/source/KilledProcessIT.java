package dev.gitvoy.gitsync.source;

import static dev.gitvoy.gitsync.source.ConfigSourceContract.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment of a fetch, of packing anew, and of marking what is applied. */
class KilledProcessIT {
    @TempDir
    private Path temp;

    @Test
    void kill_anyMoment_nextProcessGoesOn() throws Exception {
        kill(3, 1);
    }

    @Test
    @Tag("full")
    void kill_anyMomentManyTimes_nextProcessGoesOn() throws Exception {
        kill(30, System.nanoTime());
    }

    private void kill(int times, long seed) throws Exception {
        var random = new Random(seed);
        try (var forge = TestForge.create(temp.resolve("forge.git"))) {
            forge.commit("a.yaml", "first");
            for (int i = 0; i < times; i++) {
                killOnce(forge, random, "seed " + seed + ", kill " + i);
            }
        }
    }

    private void killOnce(TestForge forge, Random random, String where) throws Exception {
        var output = temp.resolve("output.txt");
        var child = KeptByChild.start(
                temp.resolve("forge.git"), temp.resolve("state"), Integer.MAX_VALUE, "unlimited", output.toFile());
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(output).contains("applied "));
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1500));
            for (int i = 0; System.nanoTime() - end < 0; i++) {
                forge.commit(
                        "file" + random.nextInt(30) + ".yaml",
                        where + ", commit " + i + "x".repeat(random.nextInt(5000)));
            }
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(output)).as(where).doesNotContain("failed ");
        assertGoesOn(forge, where, lastApplied(output));
    }

    private static String lastApplied(Path output) throws IOException {
        // The last line may be cut.
        var lines = Files.readString(output).split("\n", -1);
        return lines[lines.length - 2].substring("applied ".length());
    }

    private void assertGoesOn(TestForge forge, String where, String lastTold) throws Exception {
        try (var state = StateDirectory.open(temp.resolve("state"));
                var source = forge.source(state)) {
            var applied = source.applied().orElseThrow();
            assertThat(forge.isCommit(applied.id())).as(where).isTrue();
            assertThat(forge.isCommit(lastTold)).as(where).isTrue();
            assertThat(source.changes(null, applied).problems()).as(where).isEmpty();

            var newest = source.fetch();
            assertThat(contents(source.changes(null, newest))).as(where).isEqualTo(forge.files());
            source.markApplied(newest);
            assertThat(source.applied()).as(where).contains(newest);
        }
        try (var files = Files.list(temp.resolve("state"))) {
            assertThat(files)
                    .as("%s: damaged by a kill", where)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder("lock", "repo.git");
        }
    }
}
