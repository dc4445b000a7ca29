package dev.gitvoy.gitsync.yaml;

import java.util.List;

/** A pattern in which each {@code *} stands for any characters, or none; there is no escape. Immutable. */
public final class Glob {
    private final String pattern;
    /** What stands between the stars; the first begins the value, the last ends it. */
    private final List<String> parts;

    /** @param pattern has at least one star */
    public Glob(String pattern) {
        this.pattern = pattern;
        this.parts = List.of(pattern.split("\\*", -1));
    }

    public static boolean isGlob(String value) {
        return value.indexOf('*') >= 0;
    }

    public String pattern() {
        return pattern;
    }

    /** Linear in the value for each part: the leftmost place for a middle part is always as good as any other. */
    public boolean matches(String value) {
        var first = parts.get(0);
        var last = parts.get(parts.size() - 1);
        if (value.length() < first.length() + last.length() || !value.startsWith(first) || !value.endsWith(last)) {
            return false;
        }
        int from = first.length();
        int end = value.length() - last.length();
        for (int i = 1; i < parts.size() - 1; i++) {
            var part = parts.get(i);
            int found = value.indexOf(part, from);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            from = found + part.length();
        }
        return true;
    }
}
