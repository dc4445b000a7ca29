package dev.gitvoy.ratelimit.rule;

import dev.gitvoy.gitsync.change.Change;
import dev.gitvoy.gitsync.change.Change.Action;
import dev.gitvoy.gitsync.change.Detail;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.yaml.Glob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What differs between the limits of two commits: domains that come or go, and each limit by its descriptors, as in
 * {@code edge: user = admin, path = /login*}.
 */
public final class RateLimitDiff {
    private static final String LIMIT = "limit";
    /** Stands between a limit's domain and its descriptors. */
    private static final String DOMAIN_END = ": ";

    private final List<Change> changes = new ArrayList<>();

    private RateLimitDiff() {}

    /** A limit, or the statement that there is none. */
    private record Place(Optional<Limit> limit) {}

    /** The changes by domain, then by descriptors. */
    public static List<Change> between(RateLimitArtifact before, RateLimitArtifact after) {
        var diff = new RateLimitDiff();
        var left = domains(before);
        var right = domains(after);
        var names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        for (var name : names) {
            var was = left.get(name);
            var is = right.get(name);
            if (was == null && is != null) {
                diff.tell(Action.ADDED, RateLimitArtifact.KIND, name, all(is, true), is.at());
            } else if (was != null && is == null) {
                diff.tell(Action.REMOVED, RateLimitArtifact.KIND, name, all(was, false), was.at());
            } else if (was != null && is != null && !was.equals(is)) {
                diff.domain(name, was.root(), is.root(), is.at());
            }
        }
        return List.copyOf(diff.changes);
    }

    /** The domain that a change of these is about. */
    public static String domainOf(Change change) {
        int end = change.name().indexOf(DOMAIN_END);
        return change.kind().equals(LIMIT) && end >= 0 ? change.name().substring(0, end) : change.name();
    }

    private static Map<String, Domain> domains(RateLimitArtifact artifact) {
        var domains = new TreeMap<String, Domain>();
        artifact.files().values().stream()
                .map(RateLimitArtifact.CompiledFile::domain)
                .flatMap(Optional::stream)
                .forEach(domain -> domains.put(domain.name(), domain));
        return domains;
    }

    private static List<Detail> all(Domain domain, boolean isNew) {
        var details = new ArrayList<Detail>();
        places(domain.root())
                .forEach((path, place) ->
                        details.add(isNew ? Detail.added(path, text(place)) : Detail.removed(path, text(place))));
        return details;
    }

    private void domain(String name, Rule before, Rule after, Location at) {
        var left = places(before);
        var right = places(after);
        var paths = new TreeSet<>(left.keySet());
        paths.addAll(right.keySet());
        for (var path : paths) {
            var was = left.get(path);
            var is = right.get(path);
            var limit = name + DOMAIN_END + path;
            if (was == null && is != null) {
                tell(Action.ADDED, LIMIT, limit, List.of(Detail.added("", text(is))), at);
            } else if (was != null && is == null) {
                tell(Action.REMOVED, LIMIT, limit, List.of(Detail.removed("", text(was))), at);
            } else if (was != null && is != null) {
                var details = details(was, is);
                if (!details.isEmpty()) {
                    tell(Action.CHANGED, LIMIT, limit, details, at);
                }
            }
        }
        orders(name, before, after, at);
    }

    /** By the path of descriptors that leads there. */
    private static Map<String, Place> places(Rule root) {
        var places = new TreeMap<String, Place>();
        collect("", root, places);
        return places;
    }

    private static void collect(String path, Rule rule, Map<String, Place> places) {
        var below = new ArrayList<Rule>();
        rule.visitChildren((key, value, child) -> {
            below.add(child);
            collect((path.isEmpty() ? "" : path + ", ") + entry(key, value), child, places);
        });
        // What has neither a limit nor anything below keeps requests from a limit for any value.
        if (!path.isEmpty() && (rule.limit().isPresent() || below.isEmpty())) {
            places.put(path, new Place(rule.limit()));
        }
    }

    private static String entry(String key, String value) {
        return value.isEmpty() ? key : key + " = " + value;
    }

    private static String text(Place place) {
        return place.limit()
                .map(limit -> limit.unlimited()
                        ? "unlimited"
                        : limit.requestsPerUnit() + "/" + limit.unit().name().toLowerCase(Locale.ROOT))
                .orElse("no limit");
    }

    private static List<Detail> details(Place before, Place after) {
        var details = new ArrayList<Detail>();
        if (!text(before).equals(text(after))) {
            details.add(Detail.changed("", text(before), text(after)));
        }
        var left = before.limit().map(RateLimitDiff::more).orElse(Map.of());
        var right = after.limit().map(RateLimitDiff::more).orElse(Map.of());
        var fields = new TreeSet<>(left.keySet());
        fields.addAll(right.keySet());
        for (var field : fields) {
            var was = Optional.ofNullable(left.get(field));
            var is = Optional.ofNullable(right.get(field));
            if (!was.equals(is)) {
                details.add(new Detail(field, was, is));
            }
        }
        return details;
    }

    /** What is written beside a limit. */
    private static Map<String, String> more(Limit limit) {
        var more = new LinkedHashMap<String, String>();
        if (limit.shadow()) {
            more.put("shadow_mode", "");
        }
        if (limit.quota()) {
            more.put("quota_mode", "");
        }
        if (!limit.name().isEmpty()) {
            more.put("name", limit.name());
        }
        limit.replaces().forEach(name -> more.put("replaces " + name, ""));
        limit.onStoreFailure()
                .ifPresent(what -> more.put("on_store_failure", what.name().toLowerCase(Locale.ROOT)));
        if (limit.onFull() != OnFull.DENY) {
            more.put("on_full", limit.onFull().name().toLowerCase(Locale.ROOT));
        }
        var shared =
                limit.sharedValues().stream().filter(value -> value != null).toList();
        if (!shared.isEmpty()) {
            more.put("share_threshold", "");
        }
        return more;
    }

    /** Patterns are asked one after the other. */
    private void orders(String name, Rule before, Rule after, Location at) {
        var left = patterns(before);
        patterns(after).forEach((path, order) -> {
            var was = left.getOrDefault(path, List.of());
            var common = was.stream().filter(order::contains).toList();
            var next = order.stream().filter(was::contains).toList();
            if (!common.equals(next)) {
                var detail = Detail.changed("order of patterns", joined(common), joined(next));
                tell(Action.CHANGED, LIMIT, name + DOMAIN_END + path, List.of(detail), at);
            }
        });
    }

    private static String joined(List<String> patterns) {
        return patterns.stream().collect(Collectors.joining(", "));
    }

    private static Map<String, List<String>> patterns(Rule root) {
        var patterns = new TreeMap<String, List<String>>();
        collectPatterns("", root, patterns);
        return patterns;
    }

    private static void collectPatterns(String path, Rule rule, Map<String, List<String>> patterns) {
        rule.visitChildren((key, value, child) -> {
            var start = path.isEmpty() ? "" : path + ", ";
            if (Glob.isGlob(value)) {
                patterns.computeIfAbsent(start + key, none -> new ArrayList<>()).add(value);
            }
            collectPatterns(start + entry(key, value), child, patterns);
        });
    }

    private void tell(Action action, String kind, String name, List<Detail> details, Location at) {
        changes.add(new Change(action, kind, Name.EVERYONE, name, details, at));
    }
}
