package dev.gitvoy.authz.policy;

import dev.gitvoy.authz.identity.KeyRecord;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All policies of a release with what they refer to, found by host, path and method without looking at the others: hosts in
 * a map, paths in a tree of segments. Immutable.
 */
public final class PolicySet {
    /** A place in the tree of paths. */
    private static final class Node {
        private final Map<String, Node> literal = new HashMap<>();
        private @Nullable Node any;
        private final List<Policy> here = new ArrayList<>();
        private final List<Policy> below = new ArrayList<>();
    }

    private final Map<String, Node> byHost = new HashMap<>();
    private final Map<String, IdentityDefinition> identities = new HashMap<>();
    private final Map<String, KeyRecord> keys = new HashMap<>();
    private final Set<String> guardedHeaders = new HashSet<>();
    private final List<Problem> conflicts = new ArrayList<>();

    private PolicySet() {}

    static PolicySet of(
            List<Policy> policies,
            List<IdentityDefinition> identities,
            List<KeyRecord> keys,
            Collection<String> identityHeaders) {
        var set = new PolicySet();
        identities.forEach(identity -> set.identities.put(identity.name(), identity));
        keys.forEach(key -> set.keys.put(key.id(), key));
        set.guardedHeaders.addAll(identityHeaders);
        policies.forEach(set::add);
        return set;
    }

    private void add(Policy policy) {
        guardedHeaders.addAll(policy.response().set().keySet());
        for (var host : policy.hosts()) {
            for (var path : policy.paths()) {
                var node = byHost.computeIfAbsent(host, none -> new Node());
                for (var segment : path.segments()) {
                    if (segment.isPresent()) {
                        node = node.literal.computeIfAbsent(segment.get(), none -> new Node());
                    } else {
                        node.any = node.any == null ? new Node() : node.any;
                        node = node.any;
                    }
                }
                add(policy, path, host, path.below() ? node.below : node.here);
            }
        }
    }

    private void add(Policy policy, PathPattern path, String host, List<Policy> place) {
        for (var other : place) {
            boolean disjoint = !policy.methods().isEmpty()
                    && !other.methods().isEmpty()
                    && policy.methods().stream().noneMatch(other.methods()::contains);
            if (!disjoint && !other.name().equals(policy.name())) {
                conflicts.add(Problem.error(
                        policy.at(),
                        "conflict",
                        "policy \"" + policy.name() + "\" is for the same requests as \"" + other.name() + "\" at "
                                + other.at() + ": " + host + path.text()
                                + "; merge them or tell them apart by methods"));
            }
        }
        place.add(policy);
    }

    /** Policies that are for the same requests. */
    List<Problem> conflicts() {
        return conflicts;
    }

    /**
     * The policies for a path: of the most specific host that has any (exact, then the longest wildcard, then any) those of
     * the most specific path (literal segments before any segment before everything below). Whatever their methods: a method
     * that none of them takes is denied, and never falls through to a policy that is less specific. Empty when there are
     * none.
     *
     * @param host in lower case, without port
     * @param segments of the path
     */
    List<Policy> find(String host, List<String> segments) {
        var found = find(byHost.get(host), segments, 0);
        for (int dot = host.indexOf('.'); found.isEmpty() && dot >= 0; dot = host.indexOf('.', dot + 1)) {
            found = find(byHost.get("*" + host.substring(dot)), segments, 0);
        }
        return found.isEmpty() ? find(byHost.get("*"), segments, 0) : found;
    }

    private static List<Policy> find(@Nullable Node node, List<String> segments, int depth) {
        if (node == null) {
            return List.of();
        }
        List<Policy> found;
        if (depth == segments.size()) {
            found = node.here;
        } else {
            found = find(node.literal.get(segments.get(depth)), segments, depth + 1);
            if (found.isEmpty()) {
                found = find(node.any, segments, depth + 1);
            }
        }
        return found.isEmpty() ? node.below : found;
    }

    public Optional<IdentityDefinition> identity(String name) {
        return Optional.ofNullable(identities.get(name));
    }

    /** A key that is in the repository. */
    public Optional<KeyRecord> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** Headers, in lower case, that say who is asking: they come from a policy or not at all. */
    public Set<String> guardedHeaders() {
        return guardedHeaders;
    }
}
