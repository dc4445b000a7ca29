package dev.gitvoy.ratelimit.rule;

import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All domains of one release. Immutable. */
final class RuleSet {
    private final Map<String, Rule> roots;
    private final RateLimitSettings settings;

    RuleSet(Map<String, Rule> roots, RateLimitSettings settings) {
        this.roots = Map.copyOf(roots);
        this.settings = settings;
    }

    boolean hasDomain(String domain) {
        return roots.containsKey(domain);
    }

    @Nullable
    Rule find(String domain, RateLimitDescriptor descriptor) {
        var root = roots.get(domain);
        return root == null ? null : root.find(descriptor);
    }

    RateLimitSettings settings() {
        return settings;
    }
}
