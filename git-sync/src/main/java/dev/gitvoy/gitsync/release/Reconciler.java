package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.SourceException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the servers to the newest commit of a source, whole or not at all: fetch, compile, publish. A commit with an error
 * changes nothing but the status. One thread calls {@link #restore} once and {@link #reconcile} ever after; any thread may
 * read {@link #status}.
 */
public final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private final ConfigSource source;
    private final CommitCompiler compiler;
    private final List<ReleaseListener> listeners;
    private final InstantSource clock;
    private final AtomicLong fetchFailures = new AtomicLong();
    private volatile SyncStatus status = SyncStatus.NOTHING_YET;

    /** @param listeners called in this order for each release */
    public Reconciler(
            ConfigSource source, CommitCompiler compiler, List<ReleaseListener> listeners, InstantSource clock) {
        this.source = source;
        this.compiler = compiler;
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
    }

    public SyncStatus status() {
        return status;
    }

    /** How often the source did not answer. */
    public long fetchFailures() {
        return fetchFailures.get();
    }

    /** Publishes the commit that was applied last, from what is kept on this machine: the source may be away. */
    public void restore() {
        try {
            var applied = source.applied();
            if (applied.isPresent()) {
                log.atInfo().addKeyValue("commit", applied.get().id()).log("restoring the commit applied last");
                advanceTo(applied.get());
            }
        } catch (SourceException e) {
            log.atWarn().setCause(e).log("the commit applied last cannot be restored");
        }
    }

    /** Asks the source once and acts on the answer. Returns whether the source answered. */
    public boolean reconcile() {
        try {
            var newest = source.fetch();
            boolean known = status.candidate()
                    .filter(seen -> seen.commit().equals(newest))
                    .isPresent();
            if (!known) {
                advanceTo(newest);
            }
            update(status.release(), false, Optional.empty(), status.commits());
            return true;
        } catch (SourceException e) {
            fetchFailures.incrementAndGet();
            if (!status.fetchError().equals(Optional.of(String.valueOf(e.getMessage())))) {
                log.atWarn().addKeyValue("error", e.getMessage()).log("the source did not answer");
            }
            update(status.release(), true, Optional.of(String.valueOf(e.getMessage())), status.commits());
            return false;
        }
    }

    private void advanceTo(Commit commit) throws SourceException {
        var base = status.release().orElse(null);
        var changes = source.changes(base == null ? null : base.commit(), commit);
        record(CommitRecord.fetched(commit, clock.instant()));

        var outcome = compile(base, commit, changes);
        if (outcome instanceof CommitCompiler.Outcome.Compiled compiled) {
            publish(compiled.release());
        } else if (outcome instanceof CommitCompiler.Outcome.Rejected rejected) {
            reject(rejected, base);
        }
    }

    private CommitCompiler.Outcome compile(@Nullable Release base, Commit commit, Changes changes) {
        try {
            return compiler.compile(base, commit, changes);
        } catch (RuntimeException e) {
            // Our defect, not the author's; but nothing of a commit that we cannot compile may be served.
            log.atError().addKeyValue("commit", commit.id()).setCause(e).log("compiling failed unexpectedly");
            return new CommitCompiler.Outcome.Rejected(
                    commit,
                    List.of(Problem.error(
                            Location.startOf(Settings.FILE),
                            "internal-error",
                            "gitvoy failed to compile this commit (" + e + "); please report it with the log")));
        }
    }

    private void publish(Release release) {
        record(newestRecord()
                .with(release.warnings())
                .reached(CommitState.PARSED, clock.instant())
                .reached(CommitState.VALIDATED, clock.instant()));
        listeners.forEach(listener -> listener.onRelease(release));
        // Not waiting for the disk: a release that cannot be remembered is still the one to serve.
        record(newestRecord().reached(CommitState.PUBLISHED, clock.instant()));
        update(Optional.of(release), status.stale(), status.fetchError(), status.commits());
        log.atInfo()
                .addKeyValue("commit", release.commit().id())
                .addKeyValue("subject", release.commit().subject())
                .log("commit published");
        try {
            source.markApplied(release.commit());
        } catch (SourceException e) {
            log.atError().setCause(e).log("the commit is served but a restart without the source would not know it");
        }
    }

    private void reject(CommitCompiler.Outcome.Rejected rejected, @Nullable Release base) {
        record(newestRecord().with(rejected.problems()).reached(CommitState.REJECTED, clock.instant()));
        var errors = rejected.problems().stream().filter(Problem::isError).toList();
        log.atWarn()
                .addKeyValue("commit", rejected.commit().id())
                .log(
                        "commit {} rejected, {} problem{}; {}",
                        rejected.commit().shortId(),
                        errors.size(),
                        errors.size() == 1 ? "" : "s",
                        base == null
                                ? "serving nothing yet"
                                : "still serving " + base.commit().shortId());
        errors.forEach(problem -> log.atWarn().log("{}", problem));
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
