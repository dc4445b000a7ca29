package dev.gitvoy.gitsync.yaml;

import dev.gitvoy.gitsync.problem.Location;
import java.util.List;
import java.util.Map;

/** A node of a YAML document: a scalar, a sequence or a mapping, with its place. Immutable. */
public sealed interface YamlNode {
    Location at();

    /** What an author would call the node: {@code a string}, {@code a list}, {@code a mapping}, {@code null}. */
    String describe();

    /**
     * A scalar, untyped.
     *
     * @param text the text after YAML's unescaping and folding
     * @param plain written without quotes and not as a block, so that {@code true}, {@code 12} or {@code ~} may mean more
     *     than a string
     */
    record Scalar(Location at, String text, boolean plain) implements YamlNode {
        /** Whether this is YAML 1.2's null: nothing, {@code ~} or {@code null}, unquoted. */
        public boolean isNull() {
            return plain
                    && (text.isEmpty()
                            || text.equals("~")
                            || text.equals("null")
                            || text.equals("Null")
                            || text.equals("NULL"));
        }

        @Override
        public String describe() {
            return isNull() ? "null" : plain ? text : "\"" + text + "\"";
        }
    }

    /** A list. */
    record Sequence(Location at, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /**
     * A mapping with scalar keys, in the order of the file.
     *
     * @param entries unmodifiable
     */
    record Mapping(Location at, Map<String, Entry> entries) implements YamlNode {
        @Override
        public String describe() {
            return "a mapping";
        }
    }

    /** A key's place and its value. */
    record Entry(Location keyAt, YamlNode value) {}
}
