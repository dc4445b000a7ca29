package dev.gitvoy.gitsync.yaml;

import java.util.Optional;
import java.util.Set;

/** The tags that may stand before a node: those of YAML's core schema, and Envoy's {@code !ignore} for keys. */
final class Tags {
    static final String IGNORE = "!ignore";

    private static final String CORE = "tag:yaml.org,2002:";
    /** A lone {@code !}: what is quoted without quotes. */
    private static final String NON_SPECIFIC = "!";

    private static final Set<String> TEXT = Set.of(NON_SPECIFIC, CORE + "str");
    private static final Set<String> TYPED = Set.of(CORE + "int", CORE + "float", CORE + "bool", CORE + "null");

    private Tags() {}

    static boolean allowedOnScalar(String tag) {
        return TEXT.contains(tag) || TYPED.contains(tag);
    }

    static boolean allowedOnSequence(String tag) {
        return tag.equals(NON_SPECIFIC) || tag.equals(CORE + "seq");
    }

    static boolean allowedOnMapping(String tag) {
        return tag.equals(NON_SPECIFIC) || tag.equals(CORE + "map");
    }

    /** Whether a scalar may mean more than a string, given how it is written and tagged. */
    static boolean isPlain(boolean writtenPlain, Optional<String> tag) {
        return tag.map(TYPED::contains).orElse(writtenPlain);
    }
}
