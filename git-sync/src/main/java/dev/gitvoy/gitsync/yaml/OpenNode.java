package dev.gitvoy.gitsync.yaml;

import dev.gitvoy.gitsync.problem.Excerpt;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A list or mapping whose end the parser has not seen yet. */
abstract sealed class OpenNode {
    final Location at;
    final @Nullable String anchor;
    private int nodes = 1;
    private int height = 1;

    private OpenNode(Location at, @Nullable String anchor) {
        this.at = at;
        this.anchor = anchor;
    }

    /**
     * Takes the next child: an item, or in turn a key and its value.
     *
     * @param at where the child is written, which for an alias is not where its node is
     */
    final void add(Anchored child, Location at) {
        nodes += child.nodes();
        height = Math.max(height, child.height() + 1);
        take(child.node(), at);
    }

    final Anchored close() {
        return new Anchored(toNode(), nodes, height);
    }

    abstract void take(YamlNode child, Location at);

    abstract YamlNode toNode();

    static final class OpenSequence extends OpenNode {
        private final List<YamlNode> items = new ArrayList<>();

        OpenSequence(Location at, @Nullable String anchor) {
            super(at, anchor);
        }

        @Override
        void take(YamlNode child, Location at) {
            items.add(child);
        }

        @Override
        YamlNode toNode() {
            return new YamlNode.Sequence(at, items);
        }
    }

    static final class OpenMapping extends OpenNode {
        private static final String MERGE = "<<";

        private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        private final List<YamlNode.Mapping> merged = new ArrayList<>();
        private final Consumer<Problem> problems;
        private @Nullable Key key;
        private @Nullable Location mergeAt;

        /** A key that waits for its value. */
        private record Key(String text, Location at, Use use) {}

        private enum Use {
            ENTRY,
            MERGE,
            DROP
        }

        OpenMapping(Location at, @Nullable String anchor, Consumer<Problem> problems) {
            super(at, anchor);
            this.problems = problems;
        }

        boolean expectsKey() {
            return key == null;
        }

        /** Takes a key that is left out together with the value that follows. */
        void dropEntry(Location at) {
            key = new Key("", at, Use.DROP);
        }

        @Override
        void take(YamlNode child, Location at) {
            if (key == null) {
                key = toKey(child, at);
                return;
            }
            switch (key.use()) {
                case ENTRY -> entries.put(key.text(), new YamlNode.Entry(key.at(), child));
                case MERGE -> merge(child, at);
                case DROP -> {}
            }
            key = null;
        }

        private Key toKey(YamlNode child, Location at) {
            if (!(child instanceof YamlNode.Scalar scalar)) {
                var what = "a key must be a scalar, not " + child.describe() + "; write a string before the colon";
                problems.accept(Problem.error(at, "yaml-key", what));
                return new Key("", at, Use.DROP);
            }
            boolean isMerge = scalar.plain() && scalar.text().equals(MERGE);
            var earlier = isMerge ? mergeAt : earlierPlace(scalar.text());
            if (earlier != null) {
                var remedy = isMerge ? "give one \"<<\" a list: [*a, *b]" : "remove one of them";
                var what = "key \"%s\" is already at %s; %s".formatted(Excerpt.of(scalar.text()), earlier, remedy);
                problems.accept(Problem.error(at, "yaml-duplicate-key", what));
                return new Key("", at, Use.DROP);
            }
            if (isMerge) {
                mergeAt = at;
            }
            return new Key(scalar.text(), at, isMerge ? Use.MERGE : Use.ENTRY);
        }

        private @Nullable Location earlierPlace(String text) {
            var entry = entries.get(text);
            return entry == null ? null : entry.keyAt();
        }

        private void merge(YamlNode value, Location at) {
            if (value instanceof YamlNode.Mapping mapping) {
                merged.add(mapping);
            } else if (value instanceof YamlNode.Sequence list
                    && list.items().stream().allMatch(this::isMapping)) {
                list.items().forEach(item -> merged.add((YamlNode.Mapping) item));
            } else {
                var what =
                        "\"<<\" merges a mapping or a list of mappings; use an alias to one, for example <<: *defaults";
                problems.accept(Problem.error(at, "yaml-key", what));
            }
        }

        private boolean isMapping(YamlNode node) {
            return node instanceof YamlNode.Mapping;
        }

        @Override
        YamlNode toNode() {
            for (var mapping : merged) {
                mapping.entries().forEach(entries::putIfAbsent);
            }
            return new YamlNode.Mapping(at, Collections.unmodifiableMap(entries));
        }
    }
}
