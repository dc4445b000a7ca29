package dev.gitvoy.gitsync.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.gitsync.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncThreadTest {
    @TempDir
    private Path folder;

    private final List<Release> releases = new CopyOnWriteArrayList<>();

    @Test
    void start_looksAtOnceThenEveryInterval() throws IOException {
        try (var sync = new SyncThread(reconciler(), Duration.ofMillis(20))) {
            sync.start();
            await().untilAsserted(() -> assertThat(releases).hasSize(1));

            change("1");

            await().untilAsserted(() -> assertThat(releases).hasSize(2));
        }
    }

    @Test
    void pollNow_doesNotWaitForTheInterval() throws IOException {
        try (var sync = new SyncThread(reconciler(), Duration.ofHours(1))) {
            sync.start();
            await().untilAsserted(() -> assertThat(releases).hasSize(1));

            change("1");
            sync.pollNow();

            await().untilAsserted(() -> assertThat(releases).hasSize(2));
        }
    }

    @Test
    void close_endsTheWaitForTheNextLook() {
        var sync = new SyncThread(reconciler(), Duration.ofHours(1));
        sync.start();
        await().untilAsserted(() -> assertThat(releases).hasSize(1));

        sync.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("gitvoy-sync"));
    }

    @BeforeEach
    void begin() throws IOException {
        change("0");
    }

    @Test
    void orders_areFollowedBeforeTheNextLook() throws Exception {
        try (var sync = new SyncThread(reconciler(), Duration.ofHours(1))) {
            sync.start();
            await().untilAsserted(() -> assertThat(releases).hasSize(1));

            assertThat(sync.suspend("ada").get(10, TimeUnit.SECONDS).suspended())
                    .isTrue();
            change("1");
            sync.pollNow();
            assertThat(sync.resume("ada").get(10, TimeUnit.SECONDS).suspended()).isFalse();

            await().untilAsserted(() -> assertThat(releases).hasSize(2));
        }
    }

    @Test
    void orders_thatCannotBeFollowed_areAnsweredWithTheReason() {
        try (var sync = new SyncThread(reconciler(), Duration.ofHours(1))) {
            sync.start();

            assertThat(sync.pin("1234567", "ada"))
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(SourceException.class)
                    .withMessage("a plain folder has no commits; follow a Git repository to choose one");
        }
    }

    @Test
    void orders_afterTheEnd_areRefused() {
        var sync = new SyncThread(reconciler(), Duration.ofHours(1));
        sync.start();
        sync.close();

        assertThat(sync.suspend("ada"))
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("shutting down");
    }

    private Reconciler reconciler() {
        var compiler = new CommitCompiler(List.of(new NamesCompiler()));
        return new Reconciler(
                new DirectorySource(folder, compiler.paths()),
                compiler,
                List.of(releases::add),
                InstantSource.system());
    }

    private void change(String name) throws IOException {
        Files.createDirectories(folder.resolve("names"));
        Files.writeString(folder.resolve("names/" + name), "provide " + name);
    }
}
