package dev.gitvoy.gitsync.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Words that help an author who wrote a name that does not exist. */
public final class Suggestion {
    private static final int LISTED = 8;

    private Suggestion() {}

    /**
     * Returns {@code ; did you mean "x"?} when one of the known names is close to the given one, else a list of the
     * first known names, or nothing when there are none.
     */
    public static String forName(String name, Collection<String> known) {
        int near = Math.max(1, name.length() / 3);
        // Two words are at least as far apart as their lengths are.
        var closest = known.stream()
                .filter(candidate -> Math.abs(candidate.length() - name.length()) <= near)
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
        if (closest.isPresent() && distance(name, closest.get()) <= near) {
            return "; did you mean \"" + closest.get() + "\"?";
        }
        if (known.isEmpty()) {
            return "";
        }
        var listed = known.stream().sorted().limit(LISTED).collect(Collectors.joining(", "));
        return "; use one of: " + listed + (known.size() > LISTED ? ", .. (" + known.size() + " in all)" : "");
    }

    /** Edits (insert, delete, replace, swap of neighbours) between two words: optimal string alignment. */
    private static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                rows[i][j] = Math.min(replaced, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
