package dev.gitvoy.authz.policy;

import dev.gitvoy.authz.identity.KeyRecord;
import dev.gitvoy.gitsync.change.Change;
import dev.gitvoy.gitsync.change.Change.Action;
import dev.gitvoy.gitsync.change.Detail;
import dev.gitvoy.gitsync.change.ShortDigest;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.release.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What differs between the policies, identities and API keys of two commits, by name. Of a key nothing secret is known. */
public final class PolicyDiff {
    private final List<Change> changes = new ArrayList<>();

    private PolicyDiff() {}

    /**
     * A thing as facts that can be compared.
     *
     * @param facts by what they are called, in an order that people expect
     */
    private record Facts(Location at, Map<String, String> facts) {}

    /** The changes: identities, keys, guarded headers, policies. */
    public static List<Change> between(AuthzArtifact before, AuthzArtifact after) {
        var diff = new PolicyDiff();
        diff.compare(
                "identity",
                of(before, AuthzArtifact.CompiledFile::identities, IdentityDefinition::name, PolicyDiff::identity),
                of(after, AuthzArtifact.CompiledFile::identities, IdentityDefinition::name, PolicyDiff::identity));
        diff.compare(
                "API key",
                of(before, AuthzArtifact.CompiledFile::keys, KeyRecord::id, PolicyDiff::key),
                of(after, AuthzArtifact.CompiledFile::keys, KeyRecord::id, PolicyDiff::key));
        diff.compare("authorization default", defaults(before), defaults(after));
        diff.compare(
                "policy",
                of(before, AuthzArtifact.CompiledFile::policies, Policy::name, PolicyDiff::policy),
                of(after, AuthzArtifact.CompiledFile::policies, Policy::name, PolicyDiff::policy));
        return List.copyOf(diff.changes);
    }

    private static <T> Map<String, Facts> of(
            AuthzArtifact artifact,
            Function<AuthzArtifact.CompiledFile, List<T>> things,
            Function<T, String> name,
            BiFunction<T, Location, Facts> facts) {
        var named = new TreeMap<String, Facts>();
        artifact.files().forEach((path, file) -> things.apply(file)
                .forEach(thing -> named.put(name.apply(thing), facts.apply(thing, Location.startOf(path)))));
        return named;
    }

    private static Map<String, Facts> defaults(AuthzArtifact artifact) {
        var named = new TreeMap<String, Facts>();
        artifact.files().forEach((path, file) -> {
            if (!file.identityHeaders().isEmpty()) {
                var facts = new TreeMap<String, String>();
                each(facts, "header", file.identityHeaders());
                named.put("identityHeaders", new Facts(Location.startOf(path), facts));
            }
        });
        return named;
    }

    private void compare(String kind, Map<String, Facts> before, Map<String, Facts> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (var name : names) {
            var was = before.get(name);
            var is = after.get(name);
            if (was == null && is != null) {
                tell(Action.ADDED, kind, name, details(Map.of(), is.facts), is.at);
            } else if (was != null && is == null) {
                tell(Action.REMOVED, kind, name, List.of(), was.at);
            } else if (was != null && is != null) {
                var details = details(was.facts, is.facts);
                if (!details.isEmpty()) {
                    tell(Action.CHANGED, kind, name, details, is.at);
                }
            }
        }
    }

    private static List<Detail> details(Map<String, String> before, Map<String, String> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        var details = new ArrayList<Detail>();
        for (var name : names) {
            var was = Optional.ofNullable(before.get(name));
            var is = Optional.ofNullable(after.get(name));
            if (!was.equals(is)) {
                details.add(new Detail(name, was, is));
            }
        }
        return details;
    }

    private void tell(Action action, String kind, String name, List<Detail> details, Location at) {
        changes.add(new Change(action, kind, Name.EVERYONE, name, details, at));
    }

    private static Facts identity(IdentityDefinition identity, Location at) {
        var facts = new TreeMap<String, String>();
        if (identity instanceof IdentityDefinition.ByApiKey byKey) {
            facts.put("apiKey from", String.join(", ", byKey.headers()));
            facts.put("apiKey onStoreDown", byKey.onStoreDown().name().toLowerCase(java.util.Locale.ROOT));
        } else {
            facts.put("anonymous", "");
        }
        return new Facts(at, facts);
    }

    private static Facts key(KeyRecord key, Location at) {
        var facts = new TreeMap<String, String>();
        facts.put("mac", ShortDigest.of(key.mac()));
        text(facts, "subject", key.subject());
        text(facts, "tenant", key.tenant());
        each(facts, "scope", key.scopes());
        key.attributes().forEach((name, value) -> facts.put("attribute " + name, value));
        if (key.disabled()) {
            facts.put("disabled", "");
        }
        key.notAfter().ifPresent(end -> facts.put("notAfter", end.toString()));
        return new Facts(at, facts);
    }

    private static Facts policy(Policy policy, Location at) {
        var facts = new TreeMap<String, String>();
        each(facts, "host", policy.hosts());
        each(facts, "path", policy.paths().stream().map(PathPattern::text).toList());
        facts.put("methods", policy.methods().isEmpty() ? "all" : String.join(", ", new TreeSet<>(policy.methods())));
        facts.put("authenticate anyOf", String.join(", ", policy.authenticate()));
        rules(facts, "deny", policy.deny());
        rules(facts, "allow", policy.allow());
        policy.response().set().forEach((header, value) -> facts.put("sets header " + header, value.toString()));
        policy.response().remove().forEach(header -> facts.put("removes header " + header, ""));
        policy.response().metadata().forEach((name, value) -> facts.put("metadata " + name, metadata(value)));
        return new Facts(policy.at(), facts);
    }

    private static void rules(Map<String, String> facts, String list, List<Policy.Rule> rules) {
        for (var rule : rules) {
            var name = list + " " + rule.name();
            for (int number = 2; facts.containsKey(name); number++) {
                name = list + " " + rule.name() + " #" + number;
            }
            facts.put(name, rule(rule, list.equals("deny")));
        }
    }

    private static String rule(Policy.Rule rule, boolean denies) {
        var parts = new ArrayList<String>();
        rule.when().ifPresent(when -> parts.add("when " + when));
        if (!rule.scopes().isEmpty()) {
            parts.add("scopes " + String.join(", ", new TreeSet<>(rule.scopes())));
        }
        if (denies) {
            parts.add("status " + rule.status());
            if (!rule.reason().equals(rule.name())) {
                parts.add("reason " + rule.reason());
            }
        }
        return parts.isEmpty() ? "always" : String.join("; ", parts);
    }

    private static String metadata(Policy.Metadata metadata) {
        return metadata instanceof Policy.Metadata.Fields fields
                ? new TreeMap<>(fields.fields())
                        .entrySet().stream()
                                .map(field -> field.getKey() + ": " + field.getValue())
                                .collect(Collectors.joining(", ", "{", "}"))
                : ((Policy.Metadata.Value) metadata).expression().toString();
    }

    private static void text(Map<String, String> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.put(name, value);
        }
    }

    private static void each(Map<String, String> facts, String noun, Collection<String> values) {
        values.forEach(value -> facts.put(noun + " " + value, ""));
    }
}
