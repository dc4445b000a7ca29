package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Problem.Severity;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code checks} of {@code gitvoy.yaml}: which of the checks that are a matter of taste are errors, which are warnings
 * and which are off. Immutable.
 */
record CheckLevels(Map<String, Optional<Severity>> byCode) {
    static final String SECTION = "checks";
    static final CheckLevels DEFAULT = new CheckLevels(Map.of());

    /** Empty is off. */
    private static final Map<String, Optional<Severity>> WORDS = Map.of(
            "error", Optional.of(Severity.ERROR), "warning", Optional.of(Severity.WARNING), "off", Optional.empty());

    CheckLevels {
        byCode = Map.copyOf(byCode);
    }

    /**
     * Reads the section; what is wrong in it becomes a problem.
     *
     * @param known codes of the checks that a repository may set
     */
    static CheckLevels read(@Nullable YamlNode section, Set<String> known, Consumer<Problem> problems) {
        if (section == null) {
            return DEFAULT;
        }
        if (!(section instanceof YamlNode.Mapping mapping)) {
            problems.accept(Problem.error(
                    section.at(),
                    "wrong-type",
                    SECTION + " must be a mapping, for example {" + NameProblems.UNUSED + ": off}; found "
                            + section.describe()));
            return DEFAULT;
        }
        var byCode = new HashMap<String, Optional<Severity>>();
        mapping.entries().forEach((code, entry) -> {
            if (!known.contains(code)) {
                problems.accept(Problem.error(
                        entry.keyAt(),
                        "unknown-check",
                        "there is no check \"" + code + "\" that can be set" + Suggestion.forName(code, known)));
                return;
            }
            var level = entry.value() instanceof YamlNode.Scalar scalar ? WORDS.get(scalar.text()) : null;
            if (level == null) {
                problems.accept(Problem.error(
                        entry.value().at(),
                        "bad-value",
                        code + ": found " + entry.value().describe() + "; expected one of: "
                                + String.join(", ", new TreeSet<>(WORDS.keySet()))));
            } else {
                byCode.put(code, level);
            }
        });
        return new CheckLevels(byCode);
    }

    /** A problem as the repository wants it; nothing when it does not. */
    Optional<Problem> apply(Problem problem) {
        var level = byCode.get(problem.code());
        return level == null
                ? Optional.of(problem)
                : level.map(severity -> new Problem(problem.at(), severity, problem.code(), problem.message()));
    }
}
