package dev.gitvoy.xds.check;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The paths of which a virtual host's routes take every request, whatever else is in it. In time that grows with the routes. */
final class TakenPaths {
    /** Beside these, everything in a match is a condition. */
    private static final Set<String> UNCONDITIONAL = Set.of("prefix", "path", "case_sensitive", "caseSensitive");

    private static final List<String> PATH_FIELDS = List.of("prefix", "path", "path_separated_prefix");

    // To the number of the first route.
    private final Map<String, Integer> prefixes = new HashMap<>();
    private final Map<String, Integer> paths = new HashMap<>();
    private final Map<String, Integer> prefixesOfAnyCase = new HashMap<>();
    private final Map<String, Integer> pathsOfAnyCase = new HashMap<>();
    private @Nullable Integer everything;

    /** @param written the keys of the match */
    void add(Fields match, Set<String> written, int route) {
        if (!UNCONDITIONAL.containsAll(written)) {
            return;
        }
        boolean ignoresCase = ignoresCase(match);
        if (match.isSet("path")) {
            (ignoresCase ? pathsOfAnyCase : paths).putIfAbsent(fold(match.text("path"), ignoresCase), route);
        } else if (match.isSet("prefix") && isRoot(match.text("prefix"))) {
            everything = everything == null ? route : everything;
        } else if (match.isSet("prefix")) {
            (ignoresCase ? prefixesOfAnyCase : prefixes).putIfAbsent(fold(match.text("prefix"), ignoresCase), route);
        }
    }

    /** Returns an earlier route that takes each request that this one would, or null. */
    @Nullable
    Integer whoTakes(Fields match) {
        // CONNECT has no path that a prefix could match.
        if (match.isSet("connect_matcher")) {
            return null;
        }
        if (everything != null) {
            return everything;
        }
        for (var field : PATH_FIELDS) {
            if (match.isSet(field)) {
                return whoTakes(match.text(field), field.equals("path"), ignoresCase(match));
            }
        }
        return null;
    }

    private @Nullable Integer whoTakes(String path, boolean isExact, boolean ignoresCase) {
        var folded = fold(path, true);
        var taker = prefixOf(folded, prefixesOfAnyCase);
        if (taker == null && !ignoresCase) {
            taker = prefixOf(path, prefixes);
        }
        if (taker == null && isExact) {
            taker = pathsOfAnyCase.get(folded);
        }
        if (taker == null && isExact && !ignoresCase) {
            taker = paths.get(path);
        }
        return taker;
    }

    private static @Nullable Integer prefixOf(String path, Map<String, Integer> prefixes) {
        for (int end = 1; end <= path.length() && !prefixes.isEmpty(); end++) {
            var taker = prefixes.get(path.substring(0, end));
            if (taker != null) {
                return taker;
            }
        }
        return null;
    }

    private static boolean isRoot(String prefix) {
        return prefix.isEmpty() || prefix.equals("/");
    }

    private static boolean ignoresCase(Fields match) {
        return match.isSet("case_sensitive") && !match.isWrappedTrue("case_sensitive");
    }

    private static String fold(String path, boolean ignoresCase) {
        return ignoresCase ? path.toLowerCase(Locale.ROOT) : path;
    }
}
