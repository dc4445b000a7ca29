package dev.gitvoy.gitsync.change;

import dev.gitvoy.gitsync.problem.Location;
import java.util.List;

/**
 * A difference between two releases in one thing that operators know by name. Never holds a secret.
 *
 * @param kind what it is, in the words that an author knows: {@code cluster}, {@code route}, {@code limit}
 * @param scope who sees it: empty for everyone, or a node group
 * @param name unique among those of its kind and scope
 * @param details what differs; of something that is new or gone, what is worth knowing of it
 * @param at where it is written; of something that is gone, where it was
 */
public record Change(Action action, String kind, String scope, String name, List<Detail> details, Location at) {
    /** What happened to it. */
    public enum Action {
        ADDED,
        REMOVED,
        CHANGED
    }

    public Change {
        details = List.copyOf(details);
    }

    @Override
    public String toString() {
        return action + " " + kind + " " + name + (scope.isEmpty() ? "" : " (" + scope + ")") + " " + details;
    }
}
