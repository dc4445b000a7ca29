package dev.gitvoy.admin;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitRecord;
import dev.gitvoy.gitsync.release.CommitState;
import dev.gitvoy.gitsync.release.Orders;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.release.SyncControl;
import dev.gitvoy.gitsync.release.SyncStatus;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.guard.SecretFile;
import dev.gitvoy.hooks.Webhooks;
import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.client.Refusal;
import dev.gitvoy.xds.client.TypeStatus;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsCompiler;
import dev.gitvoy.xds.view.TypeView;
import dev.gitvoy.xds.view.Views;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plays the reconciler and the Envoys behind a real admin port: the test says what has happened, and sees what was asked
 * for. Every release is empty, so an Envoy that has one has all.
 */
public final class PlayedReconciler implements SyncControl {
    public static final Instant COMMITTED = Instant.parse("2026-11-25T03:30:00Z");

    private final Views views = new Views();
    private final Clients clients = new Clients();
    public final AtomicInteger polls = new AtomicInteger();
    public final AtomicLong failures = new AtomicLong();
    /** The orders that arrived, with who gave them. */
    public final List<String> given = new CopyOnWriteArrayList<>();
    /** How the next orders end; by themselves at once when empty. */
    public volatile Optional<CompletableFuture<Orders>> ending = Optional.empty();

    private volatile Orders orders = Orders.NONE;
    private volatile SyncStatus status =
            new SyncStatus(Optional.empty(), Optional.empty(), true, Optional.empty(), Optional.empty(), List.of());
    public final Metrics metrics = new Metrics();
    public final Reports reports = new Reports(
            new FollowedSource(
                    "https://example.com/config.git", "refs/heads/main", () -> status, failures::get, this::orders),
            views,
            clients,
            ResourceTypes.DEFAULT);

    public PlayedReconciler() {
        metrics.observe(reports);
    }

    public AdminServer listen(SecretFile token, Optional<Webhooks> hooks) {
        return AdminServer.listen("127.0.0.1", 0, reports, metrics, this, token, hooks);
    }

    /** A commit is served. */
    public void publishes(String id, String subject, Instant at) {
        var commit = new Commit(id, "Ada", subject, COMMITTED);
        var outcome = new CommitCompiler(List.of(new XdsCompiler(ResourceTypes.DEFAULT)))
                .compile(null, commit, new Changes(List.of(), Set.of(), List.of()));
        var release = ((CommitCompiler.Outcome.Compiled) outcome).release();
        views.onRelease(release);
        seen(Optional.of(release), Optional.of(at), commit, List.of(), at, CommitState.PUBLISHED);
    }

    /** A commit has errors. */
    public void rejects(String id, String subject, Instant at, Problem... problems) {
        var commit = new Commit(id, "Ada", subject, COMMITTED);
        seen(status.release(), status.since(), commit, List.of(problems), at, CommitState.REJECTED);
    }

    private void seen(
            Optional<Release> release,
            Optional<Instant> since,
            Commit commit,
            List<Problem> problems,
            Instant at,
            CommitState state) {
        var times = new EnumMap<CommitState, Instant>(CommitState.class);
        times.put(CommitState.FETCHED, at.minusMillis(20));
        times.put(state, at);
        var commits = new ArrayList<CommitRecord>(List.of(new CommitRecord(commit, state, times, problems)));
        commits.addAll(status.commits());
        status = new SyncStatus(release, since, false, Optional.of(at), Optional.empty(), commits);
    }

    /** The source does not answer any more. */
    public void goesStale(String error) {
        failures.incrementAndGet();
        status = new SyncStatus(
                status.release(), status.since(), true, status.fetchedAt(), Optional.of(error), status.commits());
    }

    /** An Envoy has connected, and has what is served. */
    public void envoyHas(String id) {
        note(id, TypeStatus.State.ACKED, TypeView.EMPTY.version(), Optional.empty());
    }

    /** An Envoy has connected, and refuses what is served. */
    public void envoyRefuses(String id, Refusal refusal) {
        note(id, TypeStatus.State.NACKED, "", Optional.of(refusal));
    }

    private void note(String id, TypeStatus.State state, String version, Optional<Refusal> refusal) {
        clients.opened(Node.newBuilder().setId(id).setCluster("edge").build(), "127.0.0.1:1")
                .open(ResourceTypes.CLUSTER.typeUrl())
                .set(new TypeStatus(state, false, version, refusal, name -> true, COMMITTED));
    }

    @Override
    public void pollNow() {
        polls.incrementAndGet();
    }

    @Override
    public Orders orders() {
        return orders;
    }

    @Override
    public CompletableFuture<Orders> suspend(String by) {
        return give("suspend by " + by, new Orders(true, orders.pinned(), by, Optional.of(COMMITTED)));
    }

    @Override
    public CompletableFuture<Orders> resume(String by) {
        return give("resume by " + by, new Orders(false, Optional.empty(), by, Optional.of(COMMITTED)));
    }

    @Override
    public CompletableFuture<Orders> pin(String commit, String by) {
        return status.commits().stream()
                .filter(seen -> seen.commit().id().startsWith(commit))
                .findFirst()
                .map(seen -> give(
                        "pin " + commit + " by " + by,
                        new Orders(false, Optional.of(seen.commit().id()), by, Optional.of(COMMITTED))))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new SourceException("no commit of refs/heads/main begins with " + commit)));
    }

    private CompletableFuture<Orders> give(String what, Orders next) {
        given.add(what);
        return ending.orElseGet(() -> {
            orders = next;
            return CompletableFuture.completedFuture(next);
        });
    }
}
