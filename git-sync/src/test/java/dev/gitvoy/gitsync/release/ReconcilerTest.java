package dev.gitvoy.gitsync.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.gitsync.source.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    private Path folder;

    private final NamesCompiler names = new NamesCompiler();
    private final List<Release> releases = new ArrayList<>();
    private Reconciler reconciler;
    private Optional<Changes> lost = Optional.empty();

    /** What was known when all servers had a release. */
    private final List<SyncStatus> toldAfter = new ArrayList<>();

    @BeforeEach
    void follow() {
        var compiler = new CommitCompiler(List.of(names));
        ConfigSource source = new ForgetfulSource(new DirectorySource(folder, compiler.paths()));
        reconciler = new Reconciler(source, compiler, List.of(new Listener()), InstantSource.fixed(NOW));
    }

    private final class Listener implements ReleaseListener {
        @Override
        public void onRelease(Release release) {
            releases.add(release);
        }

        @Override
        public void afterRelease(Release release) {
            toldAfter.add(reconciler.status());
        }
    }

    @Test
    void reconcile_goodCommit_isPublished() throws IOException {
        write("names/a", "provide x\nrequire x");

        assertThat(reconciler.reconcile()).isTrue();

        assertThat(releases).hasSize(1);
        assertThat(reconciler.status().release()).contains(releases.get(0));
        assertThat(toldAfter).extracting(SyncStatus::release).containsExactly(Optional.of(releases.get(0)));
        assertThat(reconciler.status().stale()).isFalse();
        assertThat(reconciler.status().since()).contains(NOW);
        assertThat(newest().state()).isEqualTo(CommitState.PUBLISHED);
        assertThat(newest().times())
                .containsOnlyKeys(
                        CommitState.FETCHED,
                        CommitState.VERIFIED,
                        CommitState.PARSED,
                        CommitState.VALIDATED,
                        CommitState.PUBLISHED);
    }

    @Test
    void reconcile_sameCommitAgain_publishesNothing() throws IOException {
        write("names/a", "provide x");
        reconciler.reconcile();

        reconciler.reconcile();

        assertThat(releases).hasSize(1);
    }

    @Test
    void reconcile_badCommit_keepsTheReleaseAndTellsAllProblemsSorted() throws IOException {
        write("names/b", "provide x");
        reconciler.reconcile();

        write("names/c", "error");
        write("names/a", "require y\nrequire z");
        reconciler.reconcile();

        assertThat(releases).hasSize(1);
        assertThat(reconciler.status().release()).contains(releases.get(0));
        assertThat(newest().state()).isEqualTo(CommitState.REJECTED);
        assertThat(newest().problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "names/a:1:9: thing \"y\" is not in this commit; did you mean \"x\"?",
                        "names/a:2:9: thing \"z\" is not in this commit; did you mean \"x\"?",
                        "names/c:1:1: something is wrong");
    }

    @Test
    void reconcile_commitRejectedForWantOfAKey_isTriedAgainWhenTheKeyIsThere() throws IOException {
        names.key = "";
        write("names/a", "provide x\nlocked");
        reconciler.reconcile();
        reconciler.reconcile();
        assertThat(names.compiledFiles).as("not again and again").isEqualTo(1);
        assertThat(newest().state()).isEqualTo(CommitState.REJECTED);

        names.key = "another key";
        reconciler.reconcile();

        assertThat(newest().state()).isEqualTo(CommitState.PUBLISHED);
        assertThat(releases).hasSize(1);
    }

    @Test
    void reconcile_fixAfterBadCommit_isPublishedWhole() throws IOException {
        write("names/a", "provide x");
        reconciler.reconcile();
        write("names/b", "require y");
        reconciler.reconcile();

        write("names/c", "provide y");
        reconciler.reconcile();

        assertThat(releases).hasSize(2);
        assertThat(releases.get(1).artifact(NamesCompiler.KEY).textByFile())
                .containsOnlyKeys("names/a", "names/b", "names/c");
    }

    @Test
    void reconcile_oneFileChanged_compilesOneFile() throws IOException {
        for (int i = 0; i < 10; i++) {
            write("names/" + i, "provide " + i);
        }
        reconciler.reconcile();
        names.compiledFiles = 0;

        write("names/3", "provide three");
        reconciler.reconcile();

        assertThat(names.compiledFiles).isEqualTo(1);
    }

    @Test
    void reconcile_baseIsLost_forgetsWhatItHad() throws IOException, SourceException {
        write("names/a", "provide x");
        write("names/b", "provide y");
        reconciler.reconcile();
        var whole = new Changes(
                List.of(new SourceFile("names/b", "2", "provide z".getBytes(StandardCharsets.UTF_8))),
                Set.of(),
                List.of(),
                true);
        lost = Optional.of(whole);

        write("names/b", "provide z");
        reconciler.reconcile();

        assertThat(releases).hasSize(2);
        assertThat(releases.get(1).artifact(NamesCompiler.KEY).textByFile()).containsOnlyKeys("names/b");
    }

    @Test
    void reconcile_warning_isPublishedAndTold() throws IOException {
        write("names/a", "warning");

        reconciler.reconcile();

        assertThat(newest().state()).isEqualTo(CommitState.PUBLISHED);
        assertThat(newest().problems()).hasToString("[names/a:1:1: something is odd]");
    }

    @Test
    void reconcile_compilerDefect_rejectsTheCommitAndGoesOn() throws IOException {
        write("names/a", "provide x");
        reconciler.reconcile();
        write("names/b", "crash");
        reconciler.reconcile();
        assertThat(newest().state()).isEqualTo(CommitState.REJECTED);
        assertThat(newest().problems()).extracting(Problem::code).containsExactly("internal-error");

        write("names/b", "provide y");
        reconciler.reconcile();

        assertThat(releases).hasSize(2);
    }

    @Test
    void reconcile_sourceAway_keepsTheReleaseAsStale() throws IOException {
        write("names/a", "provide x");
        reconciler.reconcile();
        Files.delete(folder.resolve("names/a"));
        Files.delete(folder.resolve("names"));
        Files.delete(folder);

        assertThat(reconciler.reconcile()).isFalse();

        assertThat(reconciler.status().release()).contains(releases.get(0));
        assertThat(reconciler.status().stale()).isTrue();
        assertThat(reconciler.status().fetchError().orElse("")).endsWith("is not a folder");
        assertThat(reconciler.fetchFailures()).isEqualTo(1);
    }

    /** An empty set of clusters and listeners, sent to Envoys that have some, would take them all down. */
    @Test
    void reconcile_emptyAtFirst_isHeld() {
        reconciler.reconcile();

        assertThat(releases).isEmpty();
        assertThat(newest().state()).isEqualTo(CommitState.HELD);
        assertThat(newest().problems())
                .hasToString(
                        "[gitvoy.yaml:1:1: there is no configuration in this commit (gitvoy.yaml, names/); look at the"
                                + " branch and at --path]");
    }

    @Test
    void reconcile_wrongGuards_areProblems() throws IOException {
        write("gitvoy.yaml", "guards: {mass_delete: {percent: 101, nmes: 3}}");

        reconciler.reconcile();

        assertThat(newest().problems())
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("bad-value", "unknown-field");
    }

    @Test
    void reconcile_unknownSection_isRefusedWithASuggestion() throws IOException {
        write("gitvoy.yaml", "# settings\nnamse: {}\n");

        reconciler.reconcile();

        assertThat(newest().problems())
                .hasToString("[gitvoy.yaml:2:1: unknown section \"namse\"; did you mean \"names\"?]");
    }

    @Test
    void join_nameInAFileThatCannotBeRead_isNotReportedAsMissing() throws IOException {
        write("names/a", "unreadable");
        write("names/b", "require x");

        reconciler.reconcile();

        assertThat(newest().problems()).hasToString("[names/a:1:1: something is wrong]");
    }

    @Test
    void join_sameNameTwice_isReportedAtTheSecondPlace() throws IOException {
        write("names/a", "provide x");
        write("names/b", "\nprovide x");

        reconciler.reconcile();

        assertThat(newest().problems())
                .hasToString("[names/b:2:9: thing \"x\" is already defined at names/a:1:9; rename or remove one]");
    }

    @Test
    void join_sameNameForEveryoneAndInAScope_isReported() throws IOException {
        write("names/a", "provide edge/x");
        write("names/b", "provide x");

        reconciler.reconcile();

        assertThat(newest().problems())
                .hasToString("[names/b:1:9: thing \"x\" is already defined at names/a:1:9; rename or remove one]");
    }

    @Test
    void join_scopeSeesEveryonesNamesButNotAnothersAndEveryoneSeesNoScope() throws IOException {
        write("names/a", "provide shared\nprovide edge/own");
        write("names/b", "require edge/shared\nrequire edge/own");
        write("names/c", "require core/own\nrequire own");

        reconciler.reconcile();

        assertThat(newest().problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "names/c:1:9: thing \"own\" is not in this commit; use one of: shared",
                        "names/c:2:9: thing \"own\" is not in this commit; use one of: shared");
    }

    /** A folder, but for what it says of {@link #lost}. */
    private final class ForgetfulSource extends DelegatingSource {
        ForgetfulSource(ConfigSource source) {
            super(source);
        }

        @Override
        public Changes changes(@Nullable Commit from, Commit to) throws SourceException {
            return lost.isPresent() ? lost.get() : super.changes(from, to);
        }
    }

    private CommitRecord newest() {
        return reconciler.status().candidate().orElseThrow();
    }

    private void write(String path, String text) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
