package dev.gitvoy.gitsync.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.CommitObject;
import dev.gitvoy.gitsync.source.FetchLimits;
import dev.gitvoy.gitsync.source.GitAccess;
import dev.gitvoy.gitsync.source.GitBranchSource;
import dev.gitvoy.gitsync.source.GitOrigin;
import dev.gitvoy.gitsync.source.GitRevision;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.gitsync.source.StateDirectory;
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
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.MergeCommand.FastForwardMode;
import org.eclipse.jgit.api.ResetCommand.ResetType;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which commits of a real Git branch are served, and which are held. */
class FollowingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final PersonIdent ADA = new PersonIdent("Ada", "ada@example.com");

    @TempDir
    private Path temp;

    private final List<Release> releases = new ArrayList<>();
    private ReleaseListener listener = releases::add;
    private Git forge;
    private StateDirectory state;
    private GitBranchSource source;
    private NamesCompiler names;
    private Reconciler reconciler;
    private CommitVerifier verifier = CommitVerifier.ANYBODY;

    @BeforeEach
    void open() throws Exception {
        forge = Git.init()
                .setInitialBranch("main")
                .setDirectory(temp.resolve("forge").toFile())
                .call();
        follow(RewritePolicy.FOLLOW);
    }

    @AfterEach
    void close() {
        stop();
        forge.close();
    }

    private void follow(RewritePolicy rewrites) throws SourceException {
        names = new NamesCompiler();
        var compiler = new CommitCompiler(List.of(names));
        state = StateDirectory.open(temp.resolve("state"));
        source = new GitBranchSource(
                GitOrigin.of(temp.resolve("forge").toString(), GitRevision.branch("main"), ""),
                GitAccess.NONE,
                FetchLimits.DEFAULT,
                state,
                compiler.paths());
        reconciler = new Reconciler(
                source,
                compiler,
                List.of(release -> listener.onRelease(release)),
                InstantSource.fixed(NOW),
                new SyncRules(new Delegating(), rewrites, OrdersFile.in(state.path())));
    }

    private void restart(RewritePolicy rewrites) throws SourceException {
        stop();
        follow(rewrites);
        reconciler.restore();
    }

    private void stop() {
        source.close();
        state.close();
    }

    /** A test may change its mind about whom to trust. */
    private final class Delegating implements CommitVerifier {
        @Override
        public Verdict verify(List<CommitObject> oldestFirst) {
            return verifier.verify(oldestFirst);
        }

        @Override
        public String basis() {
            return verifier.basis();
        }
    }

    /** Trusts commits that do not say "mallory". */
    private record NotMallory(String basis) implements CommitVerifier {
        @Override
        public Verdict verify(List<CommitObject> oldestFirst) {
            for (int i = 0; i < oldestFirst.size(); i++) {
                if (new String(oldestFirst.get(i).bytes(), StandardCharsets.UTF_8).contains("mallory")) {
                    return new Verdict(
                            i, Optional.of("commit " + oldestFirst.get(i).id() + " is mallory's"));
                }
            }
            return new Verdict(oldestFirst.size(), Optional.empty());
        }
    }

    // Restarts.

    @Test
    void aRestart_tellsAgainWhatIsOdd() throws Exception {
        text("one", "part a");
        reconciler.reconcile();
        var told = newest().problems();

        restart(RewritePolicy.FOLLOW);

        assertThat(told).extracting(Problem::code).containsExactly("unused-name");
        assertThat(newest().problems()).isEqualTo(told);
        assertThat(newest().state()).isEqualTo(CommitState.PUBLISHED);
    }

    /** A fleet waits for the release, nobody for what is odd with it. */
    @Test
    void aRestart_servesBeforeNamesAreRead() throws Exception {
        text("one", "part a");
        reconciler.reconcile();
        var readWhenServed = new ArrayList<Integer>();
        listener = release -> readWhenServed.add(names.namesRead.get());

        restart(RewritePolicy.FOLLOW);

        assertThat(readWhenServed).containsExactly(0);
        assertThat(names.namesRead).hasPositiveValue();
    }

    @Test
    void namesThatAnOlderProgramLetPass_areServedAfterARestart_andTold() throws Exception {
        var first = text("one", "require nobody");
        source.markApplied(source.fetch());

        restart(RewritePolicy.FOLLOW);

        assertThat(served()).isEqualTo(first);
        assertThat(newest().problems()).extracting(Problem::isError).containsExactly(true);

        text("two", "require nobody\nwarning");
        reconciler.reconcile();
        assertThat(served()).isEqualTo(first);

        var third = text("three", "require nobody\nprovide nobody");
        reconciler.reconcile();
        assertThat(served()).isEqualTo(third);
    }

    @Test
    void aFileThatAnOlderProgramLetPass_isNotServedAfterARestart() throws Exception {
        text("one", "error");
        source.markApplied(source.fetch());

        restart(RewritePolicy.FOLLOW);

        assertThat(reconciler.status().release()).isEmpty();
        assertThat(newest().state()).isEqualTo(CommitState.REJECTED);
    }

    @Test
    void aRestartThatFails_doesNotEndFollowing() throws Exception {
        text("one", "provide a");
        reconciler.reconcile();
        listener = release -> {
            throw new IllegalStateException("a defect");
        };

        restart(RewritePolicy.FOLLOW);

        assertThat(reconciler.status().release()).isEmpty();
        listener = releases::add;
        assertThat(reconciler.reconcile()).isTrue();
        assertThat(reconciler.status().release()).isPresent();
    }

    private String text(String message, String text) throws Exception {
        write("names/names", text);
        forge.add().addFilepattern(".").call();
        return commitIndex(message);
    }

    // History.

    @Test
    void aBranchThatWasMovedBack_isHeld() throws Exception {
        var first = commit("one", "a");
        var second = commit("two", "b");
        reconciler.reconcile();

        reset(first);
        reconciler.reconcile();

        assertThat(served()).isEqualTo(second);
        assertThat(newest().commit().id()).isEqualTo(first);
        assertThat(newest().state()).isEqualTo(CommitState.HELD);
        assertThat(newest().problems()).extracting(Problem::code).containsExactly("step-back");
    }

    @Test
    void aBranchThatWasMovedBack_isHeldAfterARestartToo_andServedWhenItGoesOn() throws Exception {
        var first = commit("one", "a");
        commit("two", "b");
        reconciler.reconcile();
        reset(first);

        restart(RewritePolicy.FOLLOW);
        reconciler.reconcile();
        assertThat(newest().problems()).extracting(Problem::code).containsExactly("step-back");

        var third = commit("three", "c");
        reconciler.reconcile();
        assertThat(served()).isEqualTo(third);
    }

    @Test
    void aRewrittenBranch_isFollowed_andSaysSo() throws Exception {
        var first = commit("one", "a");
        commit("two", "b");
        reconciler.reconcile();

        reset(first);
        var other = commit("another two", "c");
        reconciler.reconcile();

        assertThat(served()).isEqualTo(other);
        assertThat(newest().problems()).extracting(Problem::code).containsExactly("history-rewritten");
    }

    @Test
    void aRewrittenBranch_isHeld_whereThatIsTheRule_untilItIsPinned() throws Exception {
        restart(RewritePolicy.HOLD);
        var first = commit("one", "a");
        var second = commit("two", "b");
        reconciler.reconcile();
        reset(first);
        var other = commit("another two", "c");
        reconciler.reconcile();
        assertThat(served()).isEqualTo(second);
        assertThat(newest().problems()).extracting(Problem::code).containsExactly("history-rewritten");

        reconciler.pin(other, "ada");
        reconciler.reconcile();
        reconciler.resume("ada");
        reconciler.reconcile();

        assertThat(served()).isEqualTo(other);
        assertThat(newest().state()).isEqualTo(CommitState.PUBLISHED);
    }

    // Guards.

    @Test
    void aCommitThatDeletesMuch_isHeld_andServedWithTheNextThatDoesNot() throws Exception {
        commit("many", names(50));
        reconciler.reconcile();

        commit("too few", names(39));
        reconciler.reconcile();
        assertThat(newest().state()).isEqualTo(CommitState.HELD);
        assertThat(newest().problems())
                .hasToString(
                        "[gitvoy.yaml:1:1: this commit deletes 11 of 50 names of kind thing; up to 10 or 20 % may go at"
                                + " once; if that is meant, add the line \"Allow-Mass-Delete: yes\" to the end of a commit message,"
                                + " or pin the commit]");
        assertThat(releases).hasSize(1);

        commit("enough", names(40));
        reconciler.reconcile();
        assertThat(releases).hasSize(2);
    }

    @Test
    void aCommitThatDeletesMuch_isServed_whenAMergedCommitSaysThatItIsMeant() throws Exception {
        var base = commit("many", names(50));
        reconciler.reconcile();
        forge.checkout()
                .setCreateBranch(true)
                .setName("fewer")
                .setStartPoint(base)
                .call();
        var fewer = commit("fewer\n\nWe moved.\n\nAllow-Mass-Delete: yes\n", names(5));
        forge.checkout().setName("main").call();
        forge.merge()
                .include(forge.getRepository().resolve(fewer))
                .setFastForward(FastForwardMode.NO_FF)
                .setMessage("Merge fewer")
                .call();

        reconciler.reconcile();

        assertThat(releases).hasSize(2);
        assertThat(newest().state()).isEqualTo(CommitState.PUBLISHED);
    }

    @Test
    void aCommitThatDeletesEverything_isHeld_howeverLittleThatIs() throws Exception {
        commit("one", "a");
        reconciler.reconcile();

        remove("names/names");
        reconciler.reconcile();

        assertThat(newest().problems()).extracting(Problem::code).containsExactly("empty");
        assertThat(releases).hasSize(1);
    }

    @Test
    void guards_areThoseOfTheServedRelease() throws Exception {
        write("gitvoy.yaml", "guards: {mass_delete: {names: 1, percent: 10}}");
        commit("strict", names(20));
        reconciler.reconcile();

        write("gitvoy.yaml", "guards: {mass_delete: {percent: 100}}");
        commit("lax, and fewer", names(17));
        reconciler.reconcile();
        assertThat(newest().problems()).extracting(Problem::code).containsExactly("mass-deletion");

        commit("lax", names(19));
        reconciler.reconcile();
        commit("now fewer", names(1));
        reconciler.reconcile();
        assertThat(newest().state()).isEqualTo(CommitState.PUBLISHED);
    }

    // Trust.

    @Test
    void whatFollowsACommitThatIsNotTrusted_isHeld_andWhatCameBeforeItIsServed() throws Exception {
        verifier = new NotMallory("1");
        commit("one", "a");
        reconciler.reconcile();

        var second = commit("two", "b");
        var bad = commit("mallory", "c");
        var last = commit("three", "d");
        reconciler.reconcile();

        assertThat(served()).isEqualTo(second);
        assertThat(newest().commit().id()).isEqualTo(last);
        assertThat(newest().state()).isEqualTo(CommitState.HELD);
        assertThat(newest().problems()).hasToString("[gitvoy.yaml:1:1: commit " + bad + " is mallory's]");
    }

    @Test
    void whenTheKeysChange_aHeldCommitIsLookedAtAgain() throws Exception {
        verifier = new NotMallory("1");
        commit("one", "a");
        reconciler.reconcile();
        var second = commit("mallory", "b");
        reconciler.reconcile();
        assertThat(newest().state()).isEqualTo(CommitState.HELD);

        verifier = CommitVerifier.ANYBODY;
        reconciler.reconcile();

        assertThat(served()).isEqualTo(second);
    }

    @Test
    void aPinnedCommit_isNotTrustedForThat() throws Exception {
        verifier = new NotMallory("1");
        var first = commit("one", "a");
        reconciler.reconcile();
        var bad = commit("mallory", "b");
        reconciler.reconcile();

        reconciler.pin(bad, "ada");
        reconciler.reconcile();

        assertThat(served()).isEqualTo(first);
        assertThat(newest().problems()).extracting(Problem::code).containsExactly("not-trusted");
    }

    // Orders.

    @Test
    void suspended_nothingIsPublished_alsoAfterARestart_untilItIsResumed() throws Exception {
        var first = commit("one", "a");
        reconciler.reconcile();
        reconciler.suspend("ada");
        var second = commit("two", "b");
        reconciler.reconcile();
        assertThat(served()).isEqualTo(first);
        assertThat(newest().problems())
                .hasToString("[gitvoy.yaml:1:1: ada has suspended Gitvoy; \"gitvoy resume\" ends that]");

        restart(RewritePolicy.FOLLOW);
        reconciler.reconcile();
        assertThat(served()).isEqualTo(first);
        assertThat(reconciler.orders()).isEqualTo(new Orders(true, Optional.empty(), "ada", Optional.of(NOW)));

        reconciler.resume("grace");
        reconciler.reconcile();
        assertThat(served()).isEqualTo(second);
    }

    @Test
    void pinned_thatCommitIsServed_olderAndSmallerThoughItIs_andTheNewestIsHeld() throws Exception {
        var first = commit("few", names(2));
        reconciler.reconcile();
        var second = commit("many", names(50));
        reconciler.reconcile();

        reconciler.pin(first.substring(0, 8), "ada");
        reconciler.reconcile();

        assertThat(served()).isEqualTo(first);
        assertThat(newest().commit().id()).isEqualTo(second);
        assertThat(newest().problems()).extracting(Problem::code).containsExactly("pinned");
        restart(RewritePolicy.FOLLOW);
        reconciler.reconcile();
        assertThat(served()).isEqualTo(first);

        reconciler.resume("ada");
        reconciler.reconcile();
        assertThat(served()).isEqualTo(second);
        assertThat(newest().state()).isEqualTo(CommitState.PUBLISHED);
    }

    @Test
    void pin_whatIsNoCommitOfTheBranch_isRefused_andChangesNothing() throws Exception {
        commit("one", "a");
        reconciler.reconcile();

        assertThatThrownBy(() -> reconciler.pin("deadbeef", "ada"))
                .isInstanceOf(SourceException.class)
                .hasMessage("commit deadbeef is not in the history of refs/heads/main that was fetched");
        assertThatThrownBy(() -> reconciler.pin("../x", "ada"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("is no commit");
        assertThat(reconciler.orders()).isEqualTo(Orders.NONE);
    }

    @Test
    void ordersThatCannotBeRead_areReported_andTheBranchIsFollowed() throws Exception {
        commit("one", "a");
        reconciler.suspend("ada");
        Files.writeString(temp.resolve("state/orders.properties"), "suspended=true\nsince=yesterday");

        restart(RewritePolicy.FOLLOW);
        reconciler.reconcile();

        assertThat(releases).hasSize(1);
    }

    private String served() {
        return reconciler.status().release().orElseThrow().commit().id();
    }

    private CommitRecord newest() {
        return reconciler.status().candidate().orElseThrow();
    }

    private static String[] names(int count) {
        var names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = "n" + i;
        }
        return names;
    }

    private void write(String path, String text) throws IOException {
        var file = temp.resolve("forge").resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    /** Commits a file that provides these names and no others; returns the commit's id. */
    private String commit(String message, String... names) throws Exception {
        write("names/names", "provide " + String.join("\nprovide ", names));
        forge.add().addFilepattern(".").call();
        return commitIndex(message);
    }

    private void remove(String path) throws Exception {
        forge.rm().addFilepattern(path).call();
        commitIndex("remove " + path);
    }

    private String commitIndex(String message) throws Exception {
        return forge.commit()
                .setMessage(message)
                .setAuthor(ADA)
                .setCommitter(ADA)
                .setSign(false)
                .call()
                .name();
    }

    private void reset(String commit) throws Exception {
        forge.reset().setMode(ResetType.HARD).setRef(commit).call();
    }
}
