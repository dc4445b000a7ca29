package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.problem.Excerpt;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.xds.api.EnvoyApi;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;

/** Reports what is wrong with one message, in the words of an author, and counts it. */
final class ReadProblems {
    private final EnvoyApi api;
    private final Consumer<Problem> sink;
    private int count;

    /** @param api that is read with */
    ReadProblems(EnvoyApi api, Consumer<Problem> sink) {
        this.api = api;
        this.sink = sink;
    }

    int count() {
        return count;
    }

    void report(Location at, String code, String message) {
        count++;
        sink.accept(Problem.error(at, code, message));
    }

    /** @param expected with an example where one helps, for example {@code a number} */
    void wrongType(YamlNode found, Target target, String expected) {
        report(
                found.at(),
                "wrong-type",
                "%s: found %s; expected %s".formatted(target.name(), describe(found, target), expected));
    }

    /** For a value where only a mapping or list fits: which value it is helps nobody, and it may be a misplaced secret. */
    void wrongShape(YamlNode found, Target target, String expected) {
        wrongType(found, new Target(target.name(), true), expected);
    }

    void badValue(YamlNode found, Target target, String expected) {
        report(
                found.at(),
                "bad-value",
                "%s: found %s; expected %s".formatted(target.name(), describe(found, target), expected));
    }

    void unknownField(Location at, String name, String messageName, Collection<String> known) {
        // Compared in the spelling of the suggestions, whichever the author prefers.
        var snakeCase = SnakeCase.of(Excerpt.of(name));
        var remedy = remedy(Suggestion.forName(snakeCase, known));
        report(at, "unknown-field", "unknown field \"%s\" in %s%s".formatted(Excerpt.of(name), messageName, remedy));
    }

    void unknownEnumValue(YamlNode found, Target target, String value, Collection<String> known) {
        var shown = target.isSecret() ? describe(found, target) : "\"" + Excerpt.of(value) + "\"";
        var what = "%s: %s is not a value of this field%s"
                .formatted(
                        target.name(),
                        shown,
                        remedy(Suggestion.forName(Excerpt.of(value).toUpperCase(Locale.ROOT), known)));
        report(found.at(), "unknown-enum-value", what);
    }

    /** A suggestion, and when nothing is similar, that it may be newer than what is read with. */
    private String remedy(String suggestion) {
        return suggestion.startsWith("; did you mean")
                ? suggestion
                : suggestion + "; it is not in the " + api.name() + api.remedy(": ");
    }

    private static String describe(YamlNode node, Target target) {
        if (!target.isSecret() || !(node instanceof YamlNode.Scalar scalar)) {
            return Excerpt.of(node.describe());
        }
        return switch (EnvoyScalar.of(scalar).kind()) {
            case NULL -> "null";
            case BOOL -> "a boolean";
            case INTEGER, FLOAT -> "a number";
            case STRING -> "a string";
        };
    }
}
