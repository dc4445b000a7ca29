package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlFields;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code guards} of {@code gitvoy.yaml}: how much a commit may delete without saying that it means to. Those of the
 * release that is served count, so that no commit can lower the guard that it meets. Immutable.
 *
 * @param deletions how many names of one kind may go, however few there are
 * @param percent how many of the names of one kind may go, in 100; the larger of the two counts
 */
record Guards(int deletions, int percent) {
    static final String SECTION = "guards";
    static final Guards DEFAULT = new Guards(10, 20);
    /** In a commit's message, to let it delete what it likes. */
    static final String TRAILER = "Allow-Mass-Delete: yes";

    private static final int MOST = 1_000_000;

    /** Reads the section; what is wrong in it becomes a problem. */
    static Guards read(@Nullable YamlNode section, Consumer<Problem> problems) {
        if (section == null) {
            return DEFAULT;
        }
        var mapping = YamlFields.of(section, SECTION, problems);
        var massDelete = mapping.flatMap(fields -> fields.mapping("mass_delete"));
        int deletions = massDelete
                .flatMap(fields -> fields.number("names", 0, MOST))
                .map(Long::intValue)
                .orElse(DEFAULT.deletions);
        int percent = massDelete
                .flatMap(fields -> fields.number("percent", 0, 100))
                .map(Long::intValue)
                .orElse(DEFAULT.percent);
        massDelete.ifPresent(YamlFields::reportUnknown);
        mapping.ifPresent(YamlFields::reportUnknown);
        return new Guards(deletions, percent);
    }

    /** Why a release should not replace another without being told to; empty when nothing stands against it. */
    Optional<Problem> check(Release served, Release next, Set<String> trailers) {
        if (trailers.stream().anyMatch(TRAILER::equalsIgnoreCase)) {
            return Optional.empty();
        }
        var before = served.index().counts();
        if (!before.isEmpty() && next.index().counts().isEmpty()) {
            return Optional.of(held("empty", "this commit deletes everything that is served (" + words(before) + ")"));
        }
        var deleted = new TreeMap<String, String>();
        next.index().goneSince(served.index()).forEach((kind, gone) -> {
            int all = before.getOrDefault(kind, 0);
            if (gone > allowed(all)) {
                deleted.put(kind, gone + " of " + all + " names of kind " + kind);
            }
        });
        return deleted.isEmpty()
                ? Optional.empty()
                : Optional.of(held(
                        "mass-deletion",
                        "this commit deletes " + String.join(", ", deleted.values()) + "; up to " + deletions + " or "
                                + percent + " % may go at once"));
    }

    private static Problem held(String code, String what) {
        return Settings.ofCommit(
                code,
                what + "; if that is meant, add the line \"" + TRAILER
                        + "\" to the end of a commit message, or pin the commit");
    }

    private int allowed(int names) {
        return Math.max(deletions, (int) ((long) names * percent / 100));
    }

    private static String words(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " of kind " + count.getKey())
                .collect(Collectors.joining(", "));
    }
}
