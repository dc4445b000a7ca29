package dev.gitvoy.ratelimit.rule;

import dev.gitvoy.gitsync.yaml.Glob;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of a domain's tree: what stands below an entry that matched. Immutable once it is {@linkplain Builder#build
 * built}. Nothing is copied or joined to find a rule.
 */
public final class Rule {
    /** The children of one key. */
    private record Values(
            Map<String, Rule> exact,
            List<Pattern> globs,
            @Nullable Rule any) {
        @Nullable
        Rule find(String value) {
            var found = exact.get(value);
            if (found != null) {
                return found;
            }
            for (var pattern : globs) {
                if (pattern.glob.matches(value)) {
                    return pattern.rule;
                }
            }
            return any;
        }
    }

    private record Pattern(Glob glob, Rule rule) {}

    private final @Nullable Limit limit;
    private final Map<String, Values> children;

    private Rule(@Nullable Limit limit, Map<String, Values> children) {
        this.limit = limit;
        this.children = children;
    }

    /** The limit; empty where requests are not limited. */
    public Optional<Limit> limit() {
        return Optional.ofNullable(limit);
    }

    /**
     * Follows a descriptor's entries, one level each: an exact value before the first pattern that matches, in the order of
     * the file, before the rule for any value. What was chosen is never taken back, and the depth must be equal
     * (envoyproxy/ratelimit, GetLimit).
     */
    @Nullable
    Rule find(RateLimitDescriptor descriptor) {
        var rule = this;
        for (int i = 0; i < descriptor.getEntriesCount(); i++) {
            var entry = descriptor.getEntries(i);
            var values = rule.children.get(entry.getKey());
            var next = values == null ? null : values.find(entry.getValue());
            if (next == null) {
                return null;
            }
            rule = next;
        }
        return rule;
    }

    /** Sees what stands below a rule. */
    @FunctionalInterface
    interface ChildVisitor {
        /** @param value as it is written; empty for any */
        void visit(String key, String value, Rule rule);
    }

    /** Shows what stands below: by key, exact values by name, then patterns in the order of the file, then any value. */
    void visitChildren(ChildVisitor visitor) {
        new TreeMap<>(children).forEach((key, values) -> {
            new TreeMap<>(values.exact).forEach((value, rule) -> visitor.visit(key, value, rule));
            values.globs.forEach(pattern -> visitor.visit(key, pattern.glob.pattern(), pattern.rule));
            if (values.any != null) {
                visitor.visit(key, "", values.any);
            }
        });
    }

    /** Collects the children of a node in the order of the file. */
    static final class Builder {
        private final Map<String, Map<String, Rule>> exact = new HashMap<>();
        private final Map<String, List<Pattern>> globs = new HashMap<>();
        private final Map<String, Rule> any = new HashMap<>();

        /** @param value empty for any value */
        void add(String key, String value, Rule rule) {
            if (value.isEmpty()) {
                any.put(key, rule);
            } else if (Glob.isGlob(value)) {
                globs.computeIfAbsent(key, none -> new ArrayList<>()).add(new Pattern(new Glob(value), rule));
            } else {
                exact.computeIfAbsent(key, none -> new HashMap<>()).put(value, rule);
            }
        }

        Rule build(@Nullable Limit limit) {
            var children = new HashMap<String, Values>();
            var keys = new java.util.HashSet<>(exact.keySet());
            keys.addAll(globs.keySet());
            keys.addAll(any.keySet());
            keys.forEach(key -> children.put(
                    key,
                    new Values(
                            Map.copyOf(exact.getOrDefault(key, Map.of())),
                            List.copyOf(globs.getOrDefault(key, List.of())),
                            any.get(key))));
            return new Rule(limit, Map.copyOf(children));
        }
    }
}
