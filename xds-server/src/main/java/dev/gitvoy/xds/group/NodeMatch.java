package dev.gitvoy.xds.group;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlFields;
import dev.gitvoy.gitsync.yaml.YamlNode;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a node must be to belong to a group: all of the texts that are given match, each a pattern in which {@code *} stands for
 * any characters.
 *
 * @param patterns what the node says of itself, by where it says it
 */
record NodeMatch(Map<Place, TextPattern> patterns) {
    private static final String EXAMPLE = "id, cluster, locality or metadata, for example {id: edge-*}";

    NodeMatch {
        patterns = Map.copyOf(patterns);
    }

    /** Where a node says something of itself: a field, or a path in its metadata. */
    sealed interface Place {
        /** Nothing when the node says nothing there. */
        Optional<String> in(Node node);

        /** As it is written in a match. */
        String written();
    }

    /** A text field of the node. */
    enum Field implements Place {
        ID,
        CLUSTER,
        REGION,
        ZONE,
        SUB_ZONE;

        private static final List<Field> OF_NODE = List.of(ID, CLUSTER);
        private static final List<Field> OF_LOCALITY = List.of(REGION, ZONE, SUB_ZONE);

        @Override
        public Optional<String> in(Node node) {
            var text =
                    switch (this) {
                        case ID -> node.getId();
                        case CLUSTER -> node.getCluster();
                        case REGION -> node.getLocality().getRegion();
                        case ZONE -> node.getLocality().getZone();
                        case SUB_ZONE -> node.getLocality().getSubZone();
                    };
            return Optional.of(text).filter(given -> !given.isEmpty());
        }

        @Override
        public String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A scalar in the node's metadata; numbers as they are written, whole ones without a point. */
    record Metadata(List<String> path) implements Place {
        Metadata {
            path = List.copyOf(path);
        }

        @Override
        public Optional<String> in(Node node) {
            var fields = node.getMetadata();
            for (var step : path.subList(0, path.size() - 1)) {
                var inner = fields.getFieldsMap().get(step);
                if (inner == null || !inner.hasStructValue()) {
                    return Optional.empty();
                }
                fields = inner.getStructValue();
            }
            return Optional.ofNullable(fields.getFieldsMap().get(path.get(path.size() - 1)))
                    .flatMap(Metadata::text);
        }

        @Override
        public String written() {
            return "metadata " + String.join(".", path);
        }

        private static Optional<String> text(com.google.protobuf.Value value) {
            return switch (value.getKindCase()) {
                case STRING_VALUE -> Optional.of(value.getStringValue());
                case BOOL_VALUE -> Optional.of(Boolean.toString(value.getBoolValue()));
                case NUMBER_VALUE -> {
                    double number = value.getNumberValue();
                    yield Optional.of(
                            number == Math.rint(number) && Math.abs(number) < 1e15
                                    ? Long.toString((long) number)
                                    : Double.toString(number));
                }
                default -> Optional.empty();
            };
        }
    }

    /** What has to be wrong with nothing: at least one text must be given, for a group of all Envoys is {@code id: "*"}. */
    static Optional<NodeMatch> read(YamlFields fields, Consumer<Problem> problems) {
        var patterns = new LinkedHashMap<Place, TextPattern>();
        BiConsumer<YamlFields, List<Field>> texts = (from, wanted) -> wanted.forEach(
                field -> from.text(field.written()).ifPresent(text -> patterns.put(field, new TextPattern(text))));
        texts.accept(fields, Field.OF_NODE);
        fields.mapping("locality").ifPresent(locality -> {
            texts.accept(locality, Field.OF_LOCALITY);
            locality.reportUnknownOrEmpty();
        });
        fields.node("metadata").ifPresent(node -> metadata(node, List.of(), patterns, problems));
        // A text without a value would match more than its author meant.
        fields.reportUnknownOrEmpty();
        if (patterns.isEmpty()) {
            problems.accept(Problem.error(fields.at(), "missing-field", "\"match\" needs " + EXAMPLE));
            return Optional.empty();
        }
        return Optional.of(new NodeMatch(patterns));
    }

    private static void metadata(
            YamlNode node, List<String> path, Map<Place, TextPattern> patterns, Consumer<Problem> problems) {
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((key, entry) -> {
                var inner = new ArrayList<>(path);
                inner.add(key);
                metadata(entry.value(), inner, patterns, problems);
            });
        } else if (node instanceof YamlNode.Scalar scalar && !scalar.isNull() && !path.isEmpty()) {
            patterns.put(new Metadata(path), new TextPattern(scalar.text()));
        } else {
            problems.accept(Problem.error(
                    node.at(),
                    "wrong-type",
                    "metadata is matched by texts, numbers and booleans, for example {team: payments}; found "
                            + node.describe()));
        }
    }

    String describe() {
        return patterns.entrySet().stream()
                .map(pattern ->
                        pattern.getKey().written() + " " + pattern.getValue().written())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    boolean matches(Node node) {
        return patterns.entrySet().stream().allMatch(pattern -> pattern.getKey()
                .in(node)
                .filter(pattern.getValue()::matches)
                .isPresent());
    }
}
