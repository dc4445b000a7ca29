package dev.gitvoy.ratelimit.rule;

import dev.gitvoy.gitsync.release.HandoverListener;
import dev.gitvoy.gitsync.release.Release;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules that are applied: those of the newest release and, until that is handed over, those of the releases before for
 * what it has no rule for. The sync thread publishes, any thread reads.
 */
public final class LiveRules implements HandoverListener {
    /** A domain of our own: nothing that is asked of it counts against anybody. */
    public static final String WARM_UP_DOMAIN = "gitvoy.warm-up";

    /** Releases kept beside the newest, at most: commits may come faster than Envoys take them. */
    private static final int OLDER = 8;

    /** Newest first, in a list. */
    private record Published(Release release, RuleSet rules) {}

    /** What is applied at one moment, so that a request is not answered from two commits. Immutable. */
    public static final class Current {
        private final RuleSet warmUp;
        private final List<Published> published;

        private Current(RuleSet warmUp, List<Published> published) {
            this.warmUp = warmUp;
            this.published = published;
        }

        /** Whether there was a release yet. The warm-up needs none. */
        public boolean loaded() {
            return !published.isEmpty();
        }

        /** Of the newest release. */
        public RateLimitSettings settings() {
            return published.isEmpty()
                    ? RateLimitSettings.DEFAULT
                    : published.get(0).rules.settings();
        }

        /** Whether a domain has rules, in which case a request may bring limits of its own. */
        public boolean hasDomain(String domain) {
            for (var each : published) {
                if (each.rules.hasDomain(domain)) {
                    return true;
                }
            }
            return false;
        }

        /** The limit of a descriptor; empty when no rule is about it, or the rule limits nothing. */
        public Optional<Limit> limit(String domain, RateLimitDescriptor descriptor) {
            if (domain.equals(WARM_UP_DOMAIN)) {
                return limitOf(warmUp.find(domain, descriptor));
            }
            for (var each : published) {
                var rule = each.rules.find(domain, descriptor);
                if (rule != null) {
                    return rule.limit();
                }
            }
            return Optional.empty();
        }

        private static Optional<Limit> limitOf(@Nullable Rule rule) {
            return rule == null ? Optional.empty() : rule.limit();
        }
    }

    private final RuleSet warmUp = new RuleSet(Map.of(WARM_UP_DOMAIN, warmUpRoot()), RateLimitSettings.DEFAULT);
    private volatile Current current = new Current(warmUp, List.of());

    /** Whether there was a release yet. */
    public boolean loaded() {
        return current.loaded();
    }

    /** What is applied now: to be asked for once a request. */
    public Current current() {
        return current;
    }

    @Override
    public synchronized void onRelease(Release release) {
        var next = new ArrayList<Published>();
        next.add(new Published(release, release.artifact(RateLimitArtifact.KEY).rules()));
        current.published.stream().limit(OLDER).forEach(next::add);
        current = new Current(warmUp, List.copyOf(next));
    }

    @Override
    public synchronized void handedOver(Release release) {
        var published = current.published;
        for (int i = 0; i < published.size(); i++) {
            if (published.get(i).release.equals(release)) {
                current = new Current(warmUp, List.copyOf(published.subList(0, i + 1)));
                return;
            }
        }
    }

    private static Rule warmUpRoot() {
        var limit = Limit.override(Unit.SECOND, -1);
        var leaf = new Rule.Builder().build(limit);
        var root = new Rule.Builder();
        root.add("warm-up", "", leaf);
        root.add("warm-up", "a*z", leaf);
        return root.build(null);
    }
}
