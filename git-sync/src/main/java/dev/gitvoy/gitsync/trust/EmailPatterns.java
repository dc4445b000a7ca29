package dev.gitvoy.gitsync.trust;

import java.util.Arrays;
import java.util.List;

/**
 * A list of OpenSSH's patterns, as in {@code *@example.com,!guest@example.com}: {@code *} is any text, {@code ?} any one
 * character, and what an entry with {@code !} matches is out, whatever the others say.
 */
final class EmailPatterns {
    private final List<String> patterns;

    private EmailPatterns(List<String> patterns) {
        this.patterns = patterns;
    }

    static EmailPatterns parse(String list) {
        return new EmailPatterns(Arrays.stream(list.split(",", -1))
                .map(Person::normalized)
                .filter(pattern -> !pattern.isEmpty())
                .toList());
    }

    /** Whether some text could match. */
    boolean canMatch() {
        return patterns.stream().anyMatch(pattern -> !pattern.startsWith("!"));
    }

    /**
     * @param text in lower case
     */
    boolean match(String text) {
        boolean isIn = false;
        for (var pattern : patterns) {
            boolean isNegated = pattern.startsWith("!");
            if (matches(isNegated ? pattern.substring(1) : pattern, text)) {
                if (isNegated) {
                    return false;
                }
                isIn = true;
            }
        }
        return isIn;
    }

    /** Takes time of pattern times text at most: only the last star is ever widened. */
    private static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int widened = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                widened = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++widened;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
