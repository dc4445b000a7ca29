package dev.gitvoy.authz.policy;

import java.util.List;
import java.util.Optional;

/**
 * Which paths a policy is for: {@code /v1/orders}, {@code /v1/orders/{id}} for any one segment, {@code /v1/**} for
 * {@code /v1} and everything below. A slash at the end makes no difference. Immutable.
 *
 * @param segments literal ones, or null for any
 * @param below whether everything below belongs to it
 */
record PathPattern(String text, List<Optional<String>> segments, boolean below) {
    /** Empty when the text is no such pattern. */
    static Optional<PathPattern> parse(String text) {
        if (!text.startsWith("/") || text.contains("//") || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            return Optional.empty();
        }
        boolean below = text.endsWith("/**");
        var path = below ? text.substring(0, text.length() - "/**".length()) : text;
        var segments = split(path).stream()
                .map(segment -> segment.matches("\\{\\w+}") ? Optional.<String>empty() : Optional.of(segment))
                .toList();
        boolean clean = segments.stream().flatMap(Optional::stream).noneMatch(PathPattern::isOdd);
        return clean ? Optional.of(new PathPattern(text, segments, below)) : Optional.empty();
    }

    private static boolean isOdd(String segment) {
        return segment.matches("\\.|\\.\\.|.*[*{}%;?#\\\\].*");
    }

    /** The segments of a path, without the empty one that a slash at the end would make. */
    static List<String> split(String path) {
        var inner = path.startsWith("/") ? path.substring(1) : path;
        if (inner.endsWith("/")) {
            inner = inner.substring(0, inner.length() - 1);
        }
        return inner.isEmpty() ? List.of() : List.of(inner.split("/", -1));
    }
}
