package dev.gitvoy.review;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Commit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What differs between two states of a configuration.
 *
 * @param notes what a reader should know of how they were compared
 * @param differences in a stable order
 * @param problems of the newer state, when it has errors: then there are no differences
 */
public record DiffReport(
        Target target, Side from, Side to, List<String> notes, List<Difference> differences, List<Problem> problems) {
    /** The order of kinds in a summary: as people think of a request's way; others come last. */
    private static final List<String> KINDS = List.of(
            "cluster",
            "load assignment",
            "listener",
            "route configuration",
            "virtual host",
            "route",
            "secret",
            "rate limit domain",
            "limit",
            "policy",
            "identity",
            "API key");

    public DiffReport {
        notes = List.copyOf(notes);
        differences = List.copyOf(differences);
        problems = List.copyOf(problems);
    }

    /**
     * One of the two.
     *
     * @param name as it was asked for
     * @param commit empty for files as they lie in a folder
     */
    public record Side(String name, Optional<Commit> commit) {
        @Override
        public String toString() {
            var id = commit.map(Commit::shortId).orElse("");
            // An id that was asked for is not repeated.
            return id.isEmpty() || name.startsWith(id) || id.startsWith(name) ? name : name + " (" + id + ")";
        }
    }

    /** Whether the newer state has errors. */
    public boolean rejected() {
        return !problems.isEmpty();
    }

    public boolean differs() {
        return !differences.isEmpty();
    }

    /** How many of each kind, in the order in which they are told. */
    Map<String, Integer> counts() {
        var counts = new TreeMap<String, Integer>();
        differences.forEach(each -> counts.merge(each.change().kind(), 1, Integer::sum));
        var ordered = new LinkedHashMap<String, Integer>();
        KINDS.forEach(kind -> {
            var count = counts.remove(kind);
            if (count != null) {
                ordered.put(kind, count);
            }
        });
        ordered.putAll(counts);
        return ordered;
    }

    /** All that is reached by any of the differences. */
    Reach reach() {
        var groups = new TreeSet<String>();
        for (var each : differences) {
            if (each.reach().everyone()) {
                return Reach.EVERYONE;
            }
            groups.addAll(each.reach().groups());
        }
        return new Reach(false, List.copyOf(groups));
    }

    /** {@code 3 clusters, 1 route, 2 limits; groups edge, internal}. */
    String summary() {
        if (rejected()) {
            long errors = problems.stream().filter(Problem::isError).count();
            return Words.count(errors, "error") + "; nothing of this would be served";
        }
        if (differences.isEmpty()) {
            return "no changes";
        }
        var counts = new ArrayList<String>();
        counts().forEach((kind, count) -> counts.add(Words.count(count, kind)));
        var reach = reach();
        return String.join(", ", counts) + "; "
                + (reach.groups().isEmpty() ? reach : (reach.groups().size() == 1 ? "group " : "groups ") + reach);
    }

    /** The differences by whom they reach. */
    Map<Reach, List<Difference>> byReach() {
        var sections = new TreeMap<Reach, List<Difference>>();
        differences.forEach(each -> sections.computeIfAbsent(each.reach(), none -> new ArrayList<>())
                .add(each));
        return sections;
    }
}
