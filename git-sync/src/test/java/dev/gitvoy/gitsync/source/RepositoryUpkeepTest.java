package dev.gitvoy.gitsync.source;

import static dev.gitvoy.gitsync.source.ConfigSourceContract.contents;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryUpkeepTest {
    private static final int MANY = 5;

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
    void markApplied_manyPacks_arePackedIntoOneAndNothingIsLost() throws Exception {
        try (var source = open()) {
            Commit first = null;
            for (int i = 0; i <= MANY; i++) {
                forge.commit("file" + i + ".yaml", "content " + i);
                var commit = source.fetch();
                first = first == null ? commit : first;
                assertThat(files(".pack")).hasSize(i + 1);
                source.markApplied(commit);
            }

            assertThat(files(".pack")).hasSize(1);
            assertThat(files("")).hasSize(2);
            assertThat(contents(source.changes(null, source.applied().orElseThrow())))
                    .isEqualTo(forge.files());
            assertThat(contents(source.changes(first, source.fetch()))).hasSize(MANY);
        }
    }

    @Test
    void fetch_nothingNewAfterManyRejectedCommits_packsAndKeepsTheAppliedOne() throws Exception {
        try (var source = open()) {
            forge.commit("a.yaml", "good");
            var applied = source.fetch();
            source.markApplied(applied);
            forge.forgetHistory();
            for (int i = 0; i <= MANY; i++) {
                forge.commit("a.yaml", "rejected " + i);
                source.fetch();
            }
            assertThat(files(".pack")).hasSizeGreaterThan(MANY);

            source.fetch();

            assertThat(files(".pack")).hasSizeLessThan(3);
            assertThat(contents(source.changes(null, source.applied().orElseThrow())))
                    .containsEntry("xds/a.yaml", "good");
        }
    }

    @Test
    void markApplied_historyRewritten_dropsWhatNobodyLeadsTo() throws Exception {
        try (var source = open()) {
            var lost = forge.commit("a.yaml", "lost");
            source.markApplied(source.fetch());
            forge.forgetHistory();
            for (int i = 0; i <= MANY; i++) {
                forge.commit("a.yaml", "kept " + i);
                source.markApplied(source.fetch());
            }

            try (var kept = Git.open(repo().toFile()).getRepository()) {
                assertThat(kept.getObjectDatabase().has(ObjectId.fromString(lost)))
                        .isFalse();
            }
        }
    }

    @Test
    void fetch_packingFindsDamage_isFetchedAnew() throws Exception {
        try (var source = open()) {
            forge.commit("a.yaml", "old, and needed by nobody but the history");
            source.markApplied(source.fetch());
            var old = files(".pack").get(0);
            for (int i = 0; i <= MANY; i++) {
                forge.commit("a.yaml", "newer " + i);
                source.fetch();
            }
            Files.delete(old);

            source.fetch();
            assertThat(broken()).isEmpty();
            source.fetch();

            assertThat(broken()).hasSize(1);
            assertThat(contents(source.changes(null, source.applied().orElseThrow())))
                    .isEqualTo(Map.of("xds/a.yaml", "old, and needed by nobody but the history"));
        }
    }

    private ConfigSource open() throws Exception {
        return forge.source(state, new GitBranchSource.Tuning(SourceLimits.DEFAULT, MANY, FreeSpace.OF_DISK));
    }

    private Path repo() {
        return state.path().resolve("repo.git");
    }

    private List<Path> broken() throws IOException {
        try (var files = Files.list(state.path())) {
            return files.filter(file -> file.toString().contains(".broken-")).toList();
        }
    }

    private List<Path> files(String suffix) throws IOException {
        try (var files = Files.list(repo().resolve("objects/pack"))) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }
}
