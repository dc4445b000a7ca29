package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Says in words what is wrong with names. */
final class NameProblems {
    static final String UNUSED = "unused-name";

    /** Names that a suggestion is looked for among, in all: comparing costs, and a commit may have a thousand mistakes. */
    private static final int MOST_COMPARED = 250_000;

    private final Consumer<Problem> problems;
    private final Map<Name, String> suggestions = new HashMap<>();
    private int compared;

    NameProblems(Consumer<Problem> problems) {
        this.problems = problems;
    }

    void clash(NameEntry.Clash clash) {
        var name = clash.later().name();
        if (clash.later().meaning() == Provided.Meaning.ADDRESS) {
            problems.accept(Problem.error(
                    clash.later().at(),
                    "address-clash",
                    name.kind() + " " + name.name() + " is already taken at "
                            + clash.earlier().at() + "; give one of them another"));
            return;
        }
        problems.accept(Problem.error(
                clash.later().at(),
                "duplicate-name",
                name.kind() + " \"" + name.name() + "\" is already defined at "
                        + clash.earlier().at() + "; rename or remove one"));
    }

    void missing(Required reference, Supplier<List<String>> known) {
        var name = reference.name();
        problems.accept(Problem.error(
                reference.at(),
                "missing-name",
                name.kind() + " \"" + name.name() + "\" is not in this commit"
                        + suggestions.computeIfAbsent(name, each -> suggestion(name, known))));
    }

    private String suggestion(Name name, Supplier<List<String>> known) {
        if (compared >= MOST_COMPARED) {
            return "";
        }
        var names = known.get();
        compared += names.size();
        return compared > MOST_COMPARED ? "" : Suggestion.forName(name.name(), names);
    }

    void unused(Provided definition) {
        var name = definition.name();
        problems.accept(Problem.warning(
                definition.at(),
                UNUSED,
                "nothing in this commit uses " + name.kind() + " \"" + name.name()
                        + "\"; remove it when nothing else does"));
    }
}
