package dev.gitvoy.admin;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitRecord;
import dev.gitvoy.gitsync.release.CommitState;
import dev.gitvoy.gitsync.release.Orders;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.release.SyncStatus;
import dev.gitvoy.xds.client.Client;
import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.client.CommitAcks;
import dev.gitvoy.xds.client.Refusal;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.view.Views;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code /api} answers, made from the reconciler's and the servers' state at the time of the call. The records are the
 * JSON: their fields are a contract (docs/operations.md). Any thread.
 */
public final class Reports {
    private static final Logger log = LoggerFactory.getLogger(Reports.class);

    private final FollowedSource followed;
    private final Supplier<SyncStatus> sync;
    private final Views views;
    private final Clients clients;
    private final CommitAcks acks;
    private final ResourceTypes types;
    private final Progress progress;

    public Reports(FollowedSource followed, Views views, Clients clients, ResourceTypes types) {
        this.followed = followed;
        this.sync = followed.status();
        this.views = views;
        this.clients = clients;
        this.acks = new CommitAcks(views, clients);
        this.types = types;
        this.progress = new Progress(sync, acks, InstantSource.system());
    }

    /** Notes what shows only over time. To be called about once a second. */
    public void look() {
        try {
            progress.look();
        } catch (RuntimeException e) {
            // Whoever calls every second must not stop.
            log.atError().setCause(e).log("looking at the Envoys failed unexpectedly");
        }
    }

    record Status(
            @Nullable String commit,
            @Nullable Instant since,
            boolean stale,
            Source source,
            @Nullable Candidate candidate,
            OrdersReport orders,
            Envoys envoys) {}

    record Source(
            String url,
            String ref,
            @Nullable Instant lastFetch,
            @Nullable String error) {}

    /** What operators have told the reconciler and not taken back. */
    record OrdersReport(
            boolean suspended,
            @Nullable String pinned,
            @Nullable String by,
            @Nullable Instant since) {}

    record Candidate(String commit, String state, List<ProblemReport> problems) {}

    record ProblemReport(String file, int line, int column, String severity, String code, String message) {
        static ProblemReport of(Problem problem) {
            return new ProblemReport(
                    problem.at().file(),
                    problem.at().line(),
                    problem.at().column(),
                    lowerCase(problem.severity()),
                    problem.code(),
                    problem.message());
        }
    }

    /** How many Envoys are connected, have the served commit, or refuse something. */
    record Envoys(int connected, int acked, int nacked) {}

    record Envoy(
            String id,
            String cluster,
            String group,
            String address,
            String userAgent,
            boolean connected,
            @Nullable String commit,
            Map<String, TypeReport> types) {}

    record TypeReport(
            String version,
            @Nullable String commit,
            String state,
            @Nullable String error,
            @Nullable Place at,
            Instant since) {}

    /** Where something is written. */
    record Place(String file, int line, int column) {
        static Place of(Location at) {
            return new Place(at.file(), at.line(), at.column());
        }
    }

    record CommitReport(
            String commit,
            String author,
            String subject,
            Instant time,
            String state,
            Map<String, Instant> times,
            List<ProblemReport> problems,
            Acked acked,
            CommitEnvoys envoys) {}

    /** How many of the connected Envoys have a commit, and when all had it for the first time. */
    record Acked(int have, int of, @Nullable Instant since) {}

    /** Which of the connected Envoys have a commit, and what others refused of it. */
    record CommitEnvoys(int connected, int have, List<String> missing, List<RefusalReport> refusals) {}

    record RefusalReport(
            String envoy,
            String type,
            String version,
            String nonce,
            String error,
            @Nullable Place at) {}

    Status status() {
        var now = sync.get();
        var servedCommit = now.release().map(Release::commit).map(commit -> commit.id());
        var connected = acks.connected();
        return new Status(
                servedCommit.orElse(null),
                now.since().orElse(null),
                now.stale(),
                new Source(
                        followed.url(),
                        followed.ref(),
                        now.fetchedAt().orElse(null),
                        now.fetchError().orElse(null)),
                now.candidate().map(Reports::candidate).orElse(null),
                orders(followed.orders().get()),
                new Envoys(
                        connected.size(),
                        (int) connected.stream()
                                .filter(client -> servedCommit.isPresent() && acks.has(client, servedCommit.get()))
                                .count(),
                        (int) connected.stream().filter(Client::refuses).count()));
    }

    static OrdersReport orders(Orders orders) {
        return new OrdersReport(
                orders.suspended(),
                orders.pinned().orElse(null),
                orders.by().isEmpty() ? null : orders.by(),
                orders.since().orElse(null));
    }

    Orders ordersInForce() {
        return followed.orders().get();
    }

    /** When the source last answered. */
    Optional<Instant> lastFetch() {
        return sync.get().fetchedAt();
    }

    long fetchFailures() {
        return followed.failures().getAsLong();
    }

    /** How many commits reached a state since the start. */
    long commitsThatReached(CommitState state) {
        return progress.count(state);
    }

    /** Why nothing is served yet; empty when something is. */
    Optional<String> notReadyBecause() {
        var now = sync.get();
        if (now.release().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(now.fetchError()
                .or(() -> now.candidate()
                        .map(rejected -> "commit " + rejected.commit().shortId() + " is "
                                + lowerCase(rejected.state()) + " with "
                                + rejected.problems().size()
                                + " problems, and no earlier one is known; see /api/status"))
                .orElse("no commit was fetched yet"));
    }

    boolean stale() {
        return sync.get().stale();
    }

    List<Envoy> envoys() {
        return clients.all().stream().map(this::envoy).toList();
    }

    List<CommitReport> commits() {
        return sync.get().commits().stream().map(this::commit).toList();
    }

    /** Finds a commit by its id or the first characters of it. */
    Optional<CommitReport> commit(String id) {
        return sync.get().commits().stream()
                .filter(seen -> seen.commit().id().startsWith(id))
                .findFirst()
                .map(this::commit);
    }

    private static Candidate candidate(CommitRecord newest) {
        return new Candidate(newest.commit().id(), lowerCase(newest.state()), problems(newest));
    }

    private CommitReport commit(CommitRecord seen) {
        var times = new LinkedHashMap<String, Instant>();
        seen.times().forEach((state, time) -> times.put(lowerCase(state), time));
        var connected = acks.connected();
        var missing = connected.stream()
                .filter(client -> !acks.has(client, seen.commit().id()))
                .map(client -> client.node().getId())
                .sorted()
                .toList();
        return new CommitReport(
                seen.commit().id(),
                seen.commit().author(),
                seen.commit().subject(),
                seen.commit().time(),
                lowerCase(seen.state()),
                times,
                problems(seen),
                new Acked(
                        connected.size() - missing.size(),
                        connected.size(),
                        progress.ackedByAllSince(seen.commit().id()).orElse(null)),
                new CommitEnvoys(
                        connected.size(),
                        connected.size() - missing.size(),
                        missing,
                        connected.stream()
                                .flatMap(
                                        client -> refusals(client, seen.commit().id()))
                                .toList()));
    }

    private Stream<RefusalReport> refusals(Client client, String commit) {
        return client.types().entrySet().stream().flatMap(type -> type.getValue().refusal().stream()
                .filter(refusal -> refusal.commit().equals(commit))
                .map(refusal -> new RefusalReport(
                        client.node().getId(),
                        shortName(type.getKey()),
                        refusal.version(),
                        refusal.nonce(),
                        refusal.message(),
                        refusal.at().map(Place::of).orElse(null))));
    }

    private String shortName(String typeUrl) {
        return types.find(typeUrl).map(ResourceType::shortName).orElse(typeUrl);
    }

    private static List<ProblemReport> problems(CommitRecord seen) {
        return seen.problems().stream().map(ProblemReport::of).toList();
    }

    private Envoy envoy(Client client) {
        var group = views.groupOf(client.node());
        var history = views.history();
        var reports = new TreeMap<String, TypeReport>();
        client.types()
                .forEach((typeUrl, status) -> reports.put(
                        shortName(typeUrl),
                        new TypeReport(
                                status.ackedVersion(),
                                history.newestCommit(client.node(), typeUrl, status.ackedVersion())
                                        .orElse(null),
                                lowerCase(status.state()),
                                status.error().isEmpty() ? null : status.error(),
                                status.refusal()
                                        .flatMap(Refusal::at)
                                        .map(Place::of)
                                        .orElse(null),
                                status.at())));
        return new Envoy(
                client.node().getId(),
                client.node().getCluster(),
                group,
                client.address(),
                client.userAgent(),
                client.connected(),
                acks.newestCommit(client).orElse(null),
                reports);
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
