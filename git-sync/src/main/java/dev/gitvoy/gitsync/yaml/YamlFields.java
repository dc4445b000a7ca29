package dev.gitvoy.gitsync.yaml;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a mapping, one after the other, and reports each that is not what it should be. A field that is asked
 * for is known; {@link #reportUnknown} reports the others. One thread.
 *
 * <p>Scalars are typed as YAML 1.1 does where a file's format comes from there: {@code yes}, {@code 010}, {@code 1_000}.
 */
public final class YamlFields {
    private static final Set<String> TRUE =
            Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y");
    private static final Set<String> FALSE =
            Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N");

    private final Location at;
    private final Map<String, YamlNode.Entry> entries;
    private final Consumer<Problem> problems;
    private final Set<String> known = new TreeSet<>();

    private YamlFields(YamlNode.Mapping mapping, Consumer<Problem> problems) {
        this.at = mapping.at();
        this.entries = mapping.entries();
        this.problems = problems;
    }

    /** Nothing, and a problem, when the node is not a mapping. */
    public static Optional<YamlFields> of(YamlNode node, String what, Consumer<Problem> problems) {
        if (node instanceof YamlNode.Mapping mapping) {
            return Optional.of(new YamlFields(mapping, problems));
        }
        problems.accept(Problem.error(node.at(), "wrong-type", what + " must be a mapping; found " + node.describe()));
        return Optional.empty();
    }

    /** Where the mapping begins. */
    public Location at() {
        return at;
    }

    /** Where a field's value stands, or the mapping when the field is missing. */
    public Location at(String field) {
        var entry = entries.get(field);
        return entry == null ? at : entry.value().at();
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return value(field) != null;
    }

    /** The fields' names, in the order of the file. */
    public Set<String> names() {
        return entries.keySet();
    }

    /** The field's value, whatever it is; empty when it is missing or null. */
    public Optional<YamlNode> node(String field) {
        return Optional.ofNullable(value(field));
    }

    /** A text, or another scalar as it is written. */
    public Optional<String> text(String field) {
        return scalar(field, "a text").map(YamlNode.Scalar::text);
    }

    /** A text that may not be missing or empty. */
    public Optional<String> required(String field, String example) {
        var text = text(field).filter(given -> !given.isEmpty());
        if (text.isEmpty()
                && !(value(field) instanceof YamlNode.Sequence || value(field) instanceof YamlNode.Mapping)) {
            error(at(field), "missing-field", "\"" + field + "\" is needed, for example " + example);
        }
        return text;
    }

    /** One of some words, in any case; the default when missing or wrong. */
    public <E extends Enum<E>> E oneOf(String field, Class<E> words, E byDefault) {
        var text = scalar(field, "one of " + names(words));
        if (text.isEmpty()) {
            return byDefault;
        }
        for (var word : words.getEnumConstants()) {
            if (word.name().equalsIgnoreCase(text.get().text())) {
                return word;
            }
        }
        error(
                text.get().at(),
                "bad-value",
                field + " cannot be \"" + text.get().text() + "\"; use one of: " + names(words));
        return byDefault;
    }

    private static <E extends Enum<E>> String names(Class<E> words) {
        return String.join(
                ", ",
                List.of(words.getEnumConstants()).stream()
                        .map(word -> word.name().toLowerCase(java.util.Locale.ROOT))
                        .toList());
    }

    public boolean flag(String field, boolean byDefault) {
        var scalar = scalar(field, "true or false");
        if (scalar.isEmpty()) {
            return byDefault;
        }
        var text = scalar.get().text();
        if (scalar.get().plain() && TRUE.contains(text)) {
            return true;
        }
        if (!scalar.get().plain() || !FALSE.contains(text)) {
            error(
                    scalar.get().at(),
                    "wrong-type",
                    field + " must be true or false; found " + scalar.get().describe());
        }
        return false;
    }

    /** A whole number within bounds; empty when it is missing or wrong. */
    public Optional<Long> number(String field, long least, long most) {
        var scalar = scalar(field, "a whole number");
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        var number = scalar.get().plain() ? wholeNumber(scalar.get().text()) : null;
        if (number == null || number < least || number > most) {
            error(
                    scalar.get().at(),
                    number == null ? "wrong-type" : "bad-value",
                    field + " must be a whole number from " + least + " to " + most + "; found "
                            + scalar.get().describe());
            return Optional.empty();
        }
        return Optional.of(number);
    }

    /** YAML 1.1: underscores, {@code 0x1f}, {@code 0b11}, {@code 0o17} and {@code 017}. */
    private static @Nullable Long wholeNumber(String text) {
        var digits = text.replace("_", "");
        try {
            if (digits.startsWith("0x")) {
                return Long.parseLong(digits.substring(2), 16);
            }
            if (digits.startsWith("0b")) {
                return Long.parseLong(digits.substring(2), 2);
            }
            if (digits.startsWith("0o")) {
                return Long.parseLong(digits.substring(2), 8);
            }
            boolean octal = digits.length() > 1 && digits.startsWith("0");
            return Long.parseLong(digits, octal ? 8 : 10);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The items of a list; none when it is missing or no list. */
    public List<YamlNode> list(String field) {
        var value = value(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof YamlNode.Sequence sequence) {
            return sequence.items();
        }
        error(value.at(), "wrong-type", field + " must be a list; found " + value.describe());
        return List.of();
    }

    /** The texts of a list. */
    public List<YamlNode.Scalar> texts(String field) {
        return list(field).stream()
                .map(item -> {
                    if (item instanceof YamlNode.Scalar scalar && !scalar.isNull()) {
                        return Optional.of(scalar);
                    }
                    error(item.at(), "wrong-type", field + " must be a list of texts; found " + item.describe());
                    return Optional.<YamlNode.Scalar>empty();
                })
                .flatMap(Optional::stream)
                .toList();
    }

    /** The fields of a field. */
    public Optional<YamlFields> mapping(String field) {
        var value = value(field);
        return value == null ? Optional.empty() : of(value, field, problems);
    }

    /** Every field's own value, for a mapping whose names are the author's. */
    public void forEach(EntryUse use) {
        known.addAll(entries.keySet());
        entries.forEach(use::use);
    }

    /** What is done with an entry. */
    @FunctionalInterface
    public interface EntryUse {
        void use(String name, YamlNode.Entry entry);
    }

    /** Says of these fields, when they are there, that they are not supported yet: to ignore them would be worse. */
    public void notYet(String... fields) {
        for (var field : fields) {
            if (entries.containsKey(field)) {
                known.add(field);
                error(
                        entries.get(field).keyAt(),
                        "not-supported",
                        "\"" + field + "\" is not supported by this version of gitvoy; remove it");
            }
        }
    }

    /** Reports the fields that nobody has asked for. */
    public void reportUnknown() {
        entries.forEach((name, entry) -> {
            if (!known.contains(name)) {
                error(
                        entry.keyAt(),
                        "unknown-field",
                        "unknown field \"" + name + "\"" + Suggestion.forName(name, known));
            }
        });
    }

    /**
     * Reports those as well that are there without a value, for files in which a missing field means "no restriction": what a
     * template or a bad merge has emptied must not open anything.
     */
    public void reportUnknownOrEmpty() {
        reportUnknown();
        entries.forEach((name, entry) -> {
            if (known.contains(name) && entry.value() instanceof YamlNode.Scalar scalar && scalar.isNull()) {
                error(entry.keyAt(), "empty-field", "\"" + name + "\" has no value; give it one or remove it");
            }
        });
    }

    private Optional<YamlNode.Scalar> scalar(String field, String expected) {
        var value = value(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof YamlNode.Scalar scalar) {
            return Optional.of(scalar);
        }
        error(value.at(), "wrong-type", field + " must be " + expected + "; found " + value.describe());
        return Optional.empty();
    }

    private @Nullable YamlNode value(String field) {
        known.add(field);
        var entry = entries.get(field);
        if (entry == null || (entry.value() instanceof YamlNode.Scalar scalar && scalar.isNull())) {
            return null;
        }
        return entry.value();
    }

    private void error(Location place, String code, String message) {
        problems.accept(Problem.error(place, code, message));
    }
}
