package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Admission.Candidate;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.gitsync.source.UnreadableFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the servers to the newest commit of a source that may be served, whole or not at all: fetch, admit, compile, publish. A
 * commit that is held or has an error changes nothing but the status. One thread calls {@link #restore} once and
 * {@link #reconcile} ever after, and gives orders; any thread may read {@link #status} and {@link #orders}.
 */
public final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private final ConfigSource source;
    private final CommitCompiler compiler;
    private final List<ReleaseListener> listeners;
    private final InstantSource clock;
    private Optional<Duration> retryAfter = Optional.empty();
    private final AtomicLong fetchFailures = new AtomicLong();
    private final Admission admission;
    private final OrdersFile ordersFile;
    private volatile Orders orders;
    private volatile SyncStatus status = SyncStatus.NOTHING_YET;
    /** What was decided last; as long as it is the same, so is the decision. */
    private @Nullable Question decided;

    /** All that a decision depends on. */
    private record Question(Commit newest, @Nullable Commit served, Orders orders, String basis) {}

    /** One that follows whatever the source says. */
    public Reconciler(
            ConfigSource source, CommitCompiler compiler, List<ReleaseListener> listeners, InstantSource clock) {
        this(source, compiler, listeners, clock, SyncRules.NONE);
    }

    /** @param listeners called in this order for each release */
    public Reconciler(
            ConfigSource source,
            CommitCompiler compiler,
            List<ReleaseListener> listeners,
            InstantSource clock,
            SyncRules rules) {
        this.source = source;
        this.compiler = compiler;
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
        this.admission = new Admission(source, rules);
        this.ordersFile = rules.orders();
        this.orders = ordersFile.load();
    }

    public SyncStatus status() {
        return status;
    }

    /** How often the source did not answer. */
    public long fetchFailures() {
        return fetchFailures.get();
    }

    /** What an operator has ordered. */
    public Orders orders() {
        return orders;
    }

    // Orders; they are followed by the next call of reconcile.

    Orders suspend(String by) throws SourceException {
        return order(new Orders(true, orders.pinned(), by, Optional.of(clock.instant())));
    }

    Orders resume(String by) throws SourceException {
        // An operator who has mended something at the forge wants it asked.
        source.forgetFailure();
        return order(new Orders(false, Optional.empty(), by, Optional.of(clock.instant())));
    }

    Orders pin(String commit, String by) throws SourceException {
        return order(new Orders(false, Optional.of(source.find(commit).id()), by, Optional.of(clock.instant())));
    }

    private Orders order(Orders next) throws SourceException {
        ordersFile.save(next);
        orders = next;
        log.atInfo()
                .addKeyValue("by", next.by())
                .addKeyValue("suspended", next.suspended())
                .addKeyValue("pinned", next.pinned().orElse(""))
                .log("an operator has given an order");
        return next;
    }

    // Following the source.

    /** Publishes the commit that was applied last, from what is kept on this machine: the source may be away. */
    public void restore() {
        try {
            var applied = source.applied();
            if (applied.isPresent()) {
                log.atInfo().addKeyValue("commit", applied.get().id()).log("restoring the commit applied last");
                advanceTo(Candidate.servedBefore(applied.get()));
            }
        } catch (SourceException e) {
            log.atWarn().setCause(e).log("the commit applied last cannot be restored");
        } catch (RuntimeException e) {
            // A defect must not end following: the next commit may well be fine.
            log.atError().setCause(e).log("restoring failed unexpectedly");
        }
    }

    /** Asks the source once and acts on the answer. Returns whether the source answered. */
    public boolean reconcile() {
        retryAfter = Optional.empty();
        try {
            follow(source.fetch());
            update(status.release(), false, Optional.empty(), status.commits());
            return true;
        } catch (SourceException e) {
            retryAfter = e.retryAfter();
            fetchFailures.incrementAndGet();
            if (!status.fetchError().equals(Optional.of(String.valueOf(e.getMessage())))) {
                log.atWarn().addKeyValue("error", e.getMessage()).log("the source did not answer");
            }
            update(status.release(), true, Optional.of(String.valueOf(e.getMessage())), status.commits());
            return false;
        }
    }

    /** How long the source asked to be left alone when it was asked last. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** @see ConfigSource#accessFingerprint */
    String accessFingerprint() {
        return source.accessFingerprint();
    }

    private void follow(Commit newest) throws SourceException {
        var question = new Question(newest, served(), orders, admission.basis() + " " + compiler.basis());
        if (question.equals(decided)) {
            return;
        }
        var decision = admission.decide(served(), newest, question.orders());
        if (decision.next().isPresent()) {
            advanceTo(decision.next().get());
        }
        decision.held()
                .ifPresentOrElse(why -> hold(CommitRecord.fetched(newest, clock.instant()), why), () -> recordOf(newest)
                        .ifPresent(this::record));
        // What became of it is settled by now, with the release that is served by now.
        decided = new Question(newest, served(), question.orders(), question.basis());
    }

    private @Nullable Commit served() {
        return status.release().map(Release::commit).orElse(null);
    }

    private void advanceTo(Candidate candidate) throws SourceException {
        var base = status.release().orElse(null);
        var commit = candidate.commit();
        var changes = source.changes(base == null ? null : base.commit(), commit, compiler::knownSize);
        record(CommitRecord.fetched(commit, clock.instant()).reached(CommitState.VERIFIED, clock.instant()));

        var outcome = compile(changes.whole() ? null : base, candidate, changes);
        if (outcome instanceof CommitCompiler.Outcome.Rejected rejected) {
            reject(rejected);
        } else if (outcome instanceof CommitCompiler.Outcome.Compiled compiled) {
            var guarded = candidate.guarded()
                    ? guard(base, compiled.release(), changes, candidate)
                    : Optional.<Problem>empty();
            if (guarded.isPresent()) {
                hold(newestRecord().reached(CommitState.PARSED, clock.instant()), guarded.get());
            } else {
                publish(compiled.release(), candidate);
            }
        }
    }

    /** Why a commit that has no errors should not be published without being told to. */
    private Optional<Problem> guard(@Nullable Release base, Release next, Changes changes, Candidate candidate) {
        if (base != null) {
            return base.guards().check(base, next, candidate.trailers());
        }
        return changes.changed().isEmpty()
                ? Optional.of(Settings.ofCommit(
                        "empty",
                        "there is no configuration in this commit (" + compiler.places()
                                + "); look at the branch and at --path"))
                : Optional.empty();
    }

    private CommitCompiler.Outcome compile(@Nullable Release base, Candidate candidate, Changes changes)
            throws SourceException {
        var commit = candidate.commit();
        try {
            return candidate.wasServed() ? compiler.restore(commit, changes) : compiler.compile(base, commit, changes);
        } catch (UnreadableFileException e) {
            throw e.reason();
        } catch (RuntimeException e) {
            // Our defect, not the author's; but nothing of a commit that we cannot compile may be served.
            log.atError().addKeyValue("commit", commit.id()).setCause(e).log("compiling failed unexpectedly");
            return new CommitCompiler.Outcome.Rejected(
                    commit,
                    List.of(Settings.ofCommit(
                            "internal-error",
                            "gitvoy failed to compile this commit (" + e + "); please report it with the log")));
        }
    }

    private void publish(Release release, Candidate candidate) {
        candidate.notes().forEach(note -> log.atWarn().log("{}", note.message()));
        record(newestRecord()
                .reached(CommitState.PARSED, clock.instant())
                .reached(CommitState.VALIDATED, clock.instant()));
        if (!candidate.wasServed()) {
            tellProblems(release, candidate);
        }
        listeners.forEach(listener -> listener.onRelease(release));
        // Not waiting for the disk: a release that cannot be remembered is still the one to serve.
        record(newestRecord().reached(CommitState.PUBLISHED, clock.instant()));
        update(Optional.of(release), status.stale(), status.fetchError(), status.commits());
        listeners.forEach(listener -> afterRelease(listener, release));
        log.atInfo()
                .addKeyValue("commit", release.commit().id())
                .addKeyValue("subject", release.commit().subject())
                .log("commit published");
        try {
            source.markApplied(release.commit());
        } catch (SourceException e) {
            log.atError().setCause(e).log("the commit is served but a restart without the source would not know it");
        }
        if (candidate.wasServed()) {
            tellProblems(release, candidate);
        }
    }

    private static void afterRelease(ReleaseListener listener, Release release) {
        try {
            listener.afterRelease(release);
        } catch (RuntimeException e) {
            // The release is served, and has to be remembered.
            log.atError().setCause(e).log("what follows a release failed");
        }
    }

    private void tellProblems(Release release, Candidate candidate) {
        record(newestRecord()
                .with(Stream.concat(candidate.notes().stream(), release.warnings().stream())
                        .sorted()
                        .toList()));
    }

    private void reject(CommitCompiler.Outcome.Rejected rejected) {
        record(newestRecord().with(rejected.problems()).reached(CommitState.REJECTED, clock.instant()));
        var errors = rejected.problems().stream().filter(Problem::isError).toList();
        log.atWarn()
                .addKeyValue("commit", rejected.commit().id())
                .log(
                        "commit {} rejected, {} problem{}; {}",
                        rejected.commit().shortId(),
                        errors.size(),
                        errors.size() == 1 ? "" : "s",
                        stillServing());
        errors.forEach(problem -> log.atWarn().log("{}", problem));
    }

    private String stillServing() {
        return status.release()
                .map(release -> "still serving " + release.commit().shortId())
                .orElse("serving nothing yet");
    }

    private void hold(CommitRecord commit, Problem why) {
        var held = commit.with(List.of(why)).reached(CommitState.HELD, clock.instant());
        record(held);
        log.atWarn()
                .addKeyValue("commit", held.commit().id())
                .log("commit {} is held; {}", held.commit().shortId(), stillServing());
        log.atWarn().log("{}", why.message());
    }

    private Optional<CommitRecord> recordOf(Commit commit) {
        return status.commits().stream()
                .filter(known -> known.commit().equals(commit))
                .findFirst();
    }

    private CommitRecord newestRecord() {
        return status.commits().get(0);
    }

    /** Puts a commit's record first, in the place of an older one of the same commit. */
    private void record(CommitRecord commit) {
        var commits = new ArrayList<CommitRecord>();
        commits.add(commit);
        status.commits().stream()
                .filter(older -> !older.commit().id().equals(commit.commit().id()))
                .limit(SyncStatus.REMEMBERED - 1)
                .forEach(commits::add);
        update(status.release(), status.stale(), status.fetchError(), commits);
    }

    private void update(
            Optional<Release> release, boolean stale, Optional<String> fetchError, List<CommitRecord> commits) {
        var before = status;
        var sameRelease = release.equals(before.release());
        status = new SyncStatus(
                release,
                sameRelease ? before.since() : Optional.of(clock.instant()),
                stale,
                fetchError.isEmpty() && !stale ? Optional.of(clock.instant()) : before.fetchedAt(),
                fetchError,
                List.copyOf(commits));
    }
}
