package dev.gitvoy.authz.policy;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.release.HandoverListener;
import dev.gitvoy.gitsync.release.Release;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policies that are applied: those of the newest release and, until that is handed over, those of the releases before
 * for requests that it has no policy for. The sync thread publishes, any thread reads.
 */
public final class LivePolicies implements HandoverListener {
    /** A host of our own, for requests that warm the service up. */
    public static final String WARM_UP_HOST = "warm-up.gitvoy.invalid";

    /** The header with the secret of this process, without which nobody is let in at that host. */
    public static final String WARM_UP_HEADER = "x-gitvoy-warm-up";

    /** Releases kept beside the newest, at most: commits may come faster than Envoys take them. */
    private static final int OLDER = 8;

    private record Published(Release release, PolicySet policies) {}

    /** @param releases newest first */
    private record Live(List<Published> releases, Set<String> guardedHeaders) {
        static Live of(List<Published> releases) {
            var guarded = new HashSet<String>();
            releases.forEach(each -> guarded.addAll(each.policies.guardedHeaders()));
            return new Live(List.copyOf(releases), Set.copyOf(guarded));
        }
    }

    /**
     * A policy, and the release's policies that it is one of.
     *
     * @param guardedHeaders of all releases that are live: a header that any of them guards is no client's to send
     */
    public record Found(Policy policy, PolicySet of, Set<String> guardedHeaders) {}

    private final String warmUpSecret = secret();
    private final PolicySet warmUp = warmUp(warmUpSecret);
    private volatile Live live = new Live(List.of(), Set.of());

    /** Whether there was a release yet. */
    public boolean loaded() {
        return !live.releases.isEmpty();
    }

    public String warmUpSecret() {
        return warmUpSecret;
    }

    /** Whether a request is one of our own, by the secret that only this process knows. */
    public boolean isWarmUp(Map<String, String> headers) {
        return warmUpSecret.equals(headers.get(WARM_UP_HEADER));
    }

    /** The policy for a request; empty when there is none, or none that takes the method. */
    public Optional<Found> find(String host, List<String> segments, String method) {
        if (host.equals(WARM_UP_HOST)) {
            return taking(method, warmUp.find(host, segments), warmUp, Set.of("x-warm"));
        }
        var now = live;
        for (var each : now.releases) {
            var policies = each.policies.find(host, segments);
            if (!policies.isEmpty()) {
                return taking(method, policies, each.policies, now.guardedHeaders);
            }
        }
        return Optional.empty();
    }

    private static Optional<Found> taking(
            String method, List<Policy> policies, PolicySet of, Set<String> guardedHeaders) {
        for (var policy : policies) {
            if (policy.takes(method)) {
                return Optional.of(new Found(policy, of, guardedHeaders));
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized void onRelease(Release release) {
        var next = new ArrayList<Published>();
        next.add(new Published(release, release.artifact(AuthzArtifact.KEY).policies()));
        live.releases.stream().limit(OLDER).forEach(next::add);
        live = Live.of(next);
    }

    @Override
    public synchronized void handedOver(Release release) {
        var releases = live.releases;
        for (int i = 0; i < releases.size(); i++) {
            if (releases.get(i).release.equals(release)) {
                live = Live.of(releases.subList(0, i + 1));
                return;
            }
        }
    }

    private static String secret() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static PolicySet warmUp(String secret) {
        var at = Location.startOf("warm-up");
        var allowed = Expressions.condition("header('" + WARM_UP_HEADER + "') == '" + secret + "'", at, problem -> {});
        var subject = Expressions.text("auth.identity + request.path", at, problem -> {});
        var policy = new Policy(
                "warm-up",
                at,
                List.of(WARM_UP_HOST),
                List.of(PathPattern.parse("/a/{b}/**").orElseThrow()),
                Set.of("GET"),
                List.of("key", "anyone"),
                List.of(),
                List.of(new Policy.Rule("secret", Optional.of(allowed.orElseThrow()), Set.of(), 403, "")),
                new Policy.Response(
                        Map.of("x-warm", subject.orElseThrow()),
                        Set.of("x-api-key"),
                        Map.of("user", new Policy.Metadata.Value(subject.orElseThrow()))));
        return PolicySet.of(
                List.of(policy),
                List.of(
                        new IdentityDefinition.ByApiKey(
                                "key", List.of("x-api-key"), IdentityDefinition.OnStoreDown.DENY),
                        new IdentityDefinition.Anonymous("anyone")),
                List.of(),
                Set.of());
    }
}
