package dev.gitvoy.gitsync.source;

import java.util.List;
import java.util.Set;

/**
 * How one commit came to be from another.
 *
 * @param firstParents what the branch itself went through, oldest first, the newer commit last: those that
 *     {@code git log --first-parent FROM..TO} lists; of a commit that is not newer, itself alone
 * @param trailers lines {@code Key: value} at the end of the messages of all commits between the two, merged ones too
 */
public record History(Relation relation, List<CommitObject> firstParents, Set<String> trailers) {
    /** Of a source without history. */
    static final History NONE = new History(Relation.FORWARD, List.of(), Set.of());

    public History {
        firstParents = List.copyOf(firstParents);
        trailers = Set.copyOf(trailers);
    }

    /** Where a commit stands to another. */
    public enum Relation {
        /** After it. */
        FORWARD,
        /** Before it. */
        BACK,
        /** Neither: somebody has rewritten the branch. */
        REWRITTEN
    }
}
