package dev.gitvoy.bench.repository;

import dev.gitvoy.admin.Metrics;
import dev.gitvoy.authz.policy.LivePolicies;
import dev.gitvoy.gitsync.release.CommitState;
import dev.gitvoy.gitsync.release.Reconciler;
import dev.gitvoy.gitsync.release.ReleaseListener;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.ratelimit.rule.LiveRules;
import dev.gitvoy.serve.Compilers;
import dev.gitvoy.serve.StreamThreads;
import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.stream.XdsServer;
import dev.gitvoy.xds.view.Published;
import dev.gitvoy.xds.view.TypeView;
import dev.gitvoy.xds.view.Views;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The subject: all that a commit passes through in {@code gitvoy serve}, wired as there: the source, the reconciler with every
 * server's compiler, and the servers. Orders take the timer's place, and there are no ports.
 */
final class ReconcileServer implements FollowLoop.Follower {
    private final FetchClock source;
    private final Views views;
    private final Reconciler reconciler;
    private Mark done = Mark.end();

    private ReconcileServer(String repository, String stateFolder) throws SourceException {
        var compiler = Compilers.all();
        source = new FetchClock(FollowLoop.source(repository, stateFolder, compiler.paths()));
        views = new Views();
        // Subscribes to the views.
        var unused = new XdsServer(
                ResourceTypes.DEFAULT,
                views,
                new Clients(),
                StreamThreads.start(),
                List.of(new Metrics().xdsTraffic()));
        var rules = new LiveRules();
        var policies = new LivePolicies();
        // No Envoy is connected, so that no older release is kept for one.
        ReleaseListener handover = release -> {
            rules.handedOver(release);
            policies.handedOver(release);
        };
        ReleaseListener last = release -> done = Mark.end();
        reconciler = new Reconciler(
                source, compiler, List.of(rules, policies, views, handover, last), InstantSource.system());
    }

    /** Arguments: the repository, and a folder for the state. */
    public static void main(String[] args) throws SourceException {
        new FollowLoop(new ReconcileServer(args[0], args[1])).run();
        System.exit(0);
    }

    @Override
    public FollowLoop.Step follow() {
        var previous = views.current();
        reconciler.reconcile();
        var newest = reconciler.status().candidate().orElseThrow();
        // Nothing is wrong with what is committed, so that no time goes into saying so.
        if (newest.state() != CommitState.PUBLISHED || !newest.problems().isEmpty()) {
            throw new IllegalStateException("not published without a problem: " + newest);
        }
        return new FollowLoop.Step(
                newest.commit().id(),
                source.fetched(),
                done,
                () -> changed(previous, views.current().orElseThrow()));
    }

    /** As streams would see it: what has the same version they pass over. */
    private static int changed(Optional<Published> before, Published now) {
        int changed = 0;
        for (var group : now.byGroup().entrySet()) {
            for (var type : ResourceTypes.DEFAULT.inOrder()) {
                var earlier = before.map(
                                published -> published.viewOf(group.getKey()).of(type))
                        .orElse(TypeView.EMPTY);
                var view = group.getValue().of(type);
                changed += view.version().equals(earlier.version())
                        ? 0
                        : view.differences(earlier).size();
            }
        }
        return changed;
    }
}
