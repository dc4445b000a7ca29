package dev.gitvoy.gitsync.source;

import static dev.gitvoy.gitsync.source.ConfigSourceContract.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    private Path temp;

    @Test
    void open_isAFile_saysWhatToDoAndTouchesNothing() throws Exception {
        var file = Files.writeString(temp.resolve("notes.txt"), "mine");

        assertThatThrownBy(() -> StateDirectory.open(file))
                .isInstanceOf(SourceException.class)
                .hasMessageEndingWith("notes.txt is a file; remove it, or name a folder with --state-dir");
        assertThat(file).hasContent("mine");
    }

    @Test
    void open_belowAFile_saysWhatToDo() throws Exception {
        var file = Files.writeString(temp.resolve("notes.txt"), "mine");

        assertThatThrownBy(() -> StateDirectory.open(file.resolve("state")))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("notes.txt")
                .hasMessageEndingWith("; or choose another with --state-dir");
    }

    @Test
    void open_whereNobodyMayWrite_saysWhatToDo() {
        // Nobody may, root included.
        assertThatThrownBy(() -> StateDirectory.open(Path.of("/proc/self/gitvoy-state")))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("the state folder /proc/self/gitvoy-state cannot be used: ")
                .hasMessageEndingWith("; or choose another with --state-dir");
    }

    @Test
    void open_garbageInIt_isMovedAsideAndTheRestLeftAlone() throws Exception {
        var folder = Files.createDirectories(temp.resolve("state"));
        Files.createDirectories(folder.resolve("lock/with/content"));
        Files.writeString(folder.resolve("repo.git"), "a file");
        Files.writeString(folder.resolve("notes.txt"), "mine");

        try (var forge = TestForge.create(temp.resolve("forge.git"));
                var state = StateDirectory.open(folder);
                var source = forge.source(state)) {
            forge.commit("a.yaml", "a");

            assertThat(contents(source.changes(null, source.fetch()))).isEqualTo(forge.files());
            assertThatThrownBy(() -> StateDirectory.open(folder)).hasMessageContaining("in use");
        }
        assertThat(folder.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void markApplied_encryptedAndOtherFiles_areOnDiskInGitsOwnObjectsOnly() throws Exception {
        var folder = temp.resolve("state");
        try (var forge = TestForge.create(temp.resolve("forge.git"));
                var state = StateDirectory.open(folder);
                var source = forge.source(state)) {
            forge.commit("secret.sops.yaml", "the-content-of-a-file");
            var commit = source.fetch();
            source.changes(null, commit);
            source.markApplied(commit);
        }

        var known = Pattern.compile("lock|repo\\.git/(HEAD|FETCH_HEAD|config|packed-refs|\\.probe-.*"
                + "|refs/gitvoy/[0-9a-f]+/(incoming|applied)|objects/pack/pack-[0-9a-f]{40}\\.(pack|idx))");
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty().allSatisfy(file -> {
                assertThat(folder.relativize(file).toString()).matches(known);
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("the-content-of-a-file");
            });
        }
    }
}
