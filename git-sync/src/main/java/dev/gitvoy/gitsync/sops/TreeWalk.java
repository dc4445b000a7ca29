package dev.gitvoy.gitsync.sops;

import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Walks over the values of a file in its order, as SOPS does, and makes a tree of what becomes of them. The keys that lead to
 * a value are part of how it was encrypted. One use.
 */
final class TreeWalk {
    /** Aliases and long keys can make a small file a lot of work. */
    private static final long MOST_CHARACTERS = 16 << 20;

    private final EncryptionRule rule;
    private final Values values;
    private final CountedProblems problems;
    private long characters;

    /** What is done with the values, in their order. */
    interface Values {
        /** A value in the clear; counted if {@code encrypted} says that all like it are encrypted. */
        void plain(YamlNode.Scalar scalar, boolean encrypted);

        /**
         * An encrypted value. Returns what stands in its place, or nothing for a comment and after a problem.
         *
         * @param key the last of the keys that lead to it
         * @param context the keys that lead to it, each with a colon behind it
         */
        Optional<YamlNode.Scalar> encrypted(YamlNode.Scalar scalar, EncryptedValue value, String key, String context);
    }

    /** Where the walk is. */
    private record Place(String key, String context, boolean matched) {}

    TreeWalk(SopsMetadata metadata, Values values, CountedProblems problems) {
        this.rule = metadata.rule();
        this.values = values;
        this.problems = problems;
    }

    YamlNode.Mapping of(YamlNode.Mapping root) {
        return mapping(root, new Place("", "", false));
    }

    private YamlNode.Mapping mapping(YamlNode.Mapping mapping, Place place) {
        var entries = new LinkedHashMap<String, YamlNode.Entry>();
        mapping.entries().forEach((key, entry) -> {
            if (isAffordable(entry.value(), place.context().length() + key.length())) {
                boolean matched = place.matched() || rule.keys().test(key);
                value(entry.value(), new Place(key, place.context() + key + ":", matched))
                        .ifPresent(value -> entries.put(key, new YamlNode.Entry(entry.keyAt(), value)));
            }
        });
        return new YamlNode.Mapping(mapping.at(), Collections.unmodifiableMap(entries));
    }

    private Optional<YamlNode> value(YamlNode node, Place place) {
        if (node instanceof YamlNode.Mapping mapping) {
            return Optional.of(mapping(mapping, place));
        }
        if (node instanceof YamlNode.Sequence list) {
            var items = new ArrayList<YamlNode>();
            for (var item : list.items()) {
                if (isAffordable(item, place.context().length())) {
                    value(item, place).ifPresent(items::add);
                }
            }
            return Optional.of(new YamlNode.Sequence(list.at(), items));
        }
        return scalar((YamlNode.Scalar) node, place).map(scalar -> scalar);
    }

    private Optional<YamlNode.Scalar> scalar(YamlNode.Scalar scalar, Place place) {
        if (scalar.isNull()) {
            return Optional.of(scalar);
        }
        boolean encrypted = rule.isEncrypted(place.matched());
        // An empty text stays as it is.
        if (!encrypted || scalar.text().isEmpty()) {
            values.plain(scalar, encrypted);
            return Optional.of(scalar);
        }
        if (!EncryptedValue.isMeant(scalar.text())) {
            problems.error(
                    scalar.at(),
                    "sops-plain-value",
                    "this value is not encrypted, but should be; change files with \"sops edit\", and replace what was"
                            + " pushed in the clear by a new secret");
            return Optional.empty();
        }
        var value = EncryptedValue.parse(scalar.text());
        if (value.isEmpty()) {
            problems.error(
                    scalar.at(),
                    "sops-value",
                    "this is not an encrypted value as sops writes it; take the file as sops wrote it");
            return Optional.empty();
        }
        return values.encrypted(scalar, value.get(), place.key(), place.context());
    }

    private boolean isAffordable(YamlNode node, int leading) {
        if (characters > MOST_CHARACTERS) {
            return false;
        }
        characters += 1L
                + leading
                + (node instanceof YamlNode.Scalar scalar ? scalar.text().length() : 0);
        if (characters > MOST_CHARACTERS) {
            problems.error(
                    node.at(),
                    "sops-limit",
                    "the file is too much work up to here, with its aliases and long keys; split it into several");
        }
        return characters <= MOST_CHARACTERS;
    }
}
