package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Joins what all artifacts of a commit provide and require: each name defined once, each reference to something that is
 * there. This is how a filter in one server's files is checked against a name in another's, without either knowing the
 * other.
 */
final class NameJoin {
    private final Map<Name, Provided> provided = new HashMap<>();
    private final Map<String, Set<String>> namesByKindAndScope = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private NameJoin() {}

    static List<Problem> check(Collection<? extends Artifact> artifacts) {
        var join = new NameJoin();
        artifacts.forEach(artifact -> artifact.provides().forEach(join::define));
        join.reportNamesHiddenByEveryone();
        // A name in a file that could not be read would be reported as missing by everything that refers to it.
        if (artifacts.stream().noneMatch(Artifact::incomplete)) {
            artifacts.forEach(artifact -> artifact.requires().forEach(join::resolve));
        }
        return join.problems;
    }

    private void define(Provided definition) {
        var name = definition.name();
        var first = provided.putIfAbsent(name, definition);
        if (first != null) {
            reportDuplicate(first, definition);
        }
        namesByKindAndScope
                .computeIfAbsent(name.kind() + "\0" + name.scope(), kindAndScope -> new TreeSet<>())
                .add(name.name());
    }

    private void reportNamesHiddenByEveryone() {
        for (var definition : provided.values()) {
            var shared = provided.get(definition.name().forEveryone());
            if (shared != null && !shared.equals(definition)) {
                reportDuplicate(shared, definition);
            }
        }
    }

    private void reportDuplicate(Provided first, Provided second) {
        var later = first.at().compareTo(second.at()) > 0 ? first : second;
        var earlier = later.equals(first) ? second : first;
        problems.add(Problem.error(
                later.at(),
                "duplicate-name",
                later.name().kind() + " \"" + later.name().name() + "\" is already defined at " + earlier.at()
                        + "; rename or remove one"));
    }

    private void resolve(Required reference) {
        var name = reference.name();
        if (provided.containsKey(name) || provided.containsKey(name.forEveryone())) {
            return;
        }
        var known = new TreeSet<String>(names(name.kind(), name.scope()));
        known.addAll(names(name.kind(), Name.EVERYONE));
        problems.add(Problem.error(
                reference.at(),
                "missing-name",
                name.kind() + " \"" + name.name() + "\" is not in this commit"
                        + Suggestion.forName(name.name(), known)));
    }

    private Set<String> names(String kind, String scope) {
        return namesByKindAndScope.getOrDefault(kind + "\0" + scope, Set.of());
    }
}
