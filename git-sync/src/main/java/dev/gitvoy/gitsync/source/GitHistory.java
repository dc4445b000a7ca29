package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.source.History.Relation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Walks the commits between two. */
final class GitHistory {
    /** More than this between two looks is no history of a configuration; a signature policy would take minutes. */
    private static final int MOST_COMMITS = 10_000;

    private GitHistory() {}

    /**
     * @param from null for a commit that comes first: it alone is its history
     * @throws SourceException when there are too many commits between the two
     */
    static History between(Repository repository, @Nullable ObjectId from, ObjectId to)
            throws IOException, SourceException {
        try (var walk = new RevWalk(repository)) {
            var newer = walk.parseCommit(to);
            var older = from == null ? null : known(walk, from);
            if (older == null) {
                // Whoever has lost the commit that was served cannot say that this one follows it.
                return new History(
                        from == null ? Relation.FORWARD : Relation.REWRITTEN, List.of(object(newer)), trailers(newer));
            }
            if (walk.isMergedInto(newer, older) && !newer.equals(older)) {
                return new History(Relation.BACK, List.of(object(newer)), Set.of());
            }
            boolean forward = walk.isMergedInto(older, newer);
            var between = commitsBetween(walk, older, newer);
            var trailers = new HashSet<String>();
            between.values().forEach(commit -> trailers.addAll(trailers(commit)));
            return new History(forward ? Relation.FORWARD : Relation.REWRITTEN, firstParents(between, newer), trailers);
        }
    }

    private static @Nullable RevCommit known(RevWalk walk, ObjectId id) throws IOException {
        try {
            return walk.parseCommit(id);
        } catch (MissingObjectException gone) {
            return null;
        }
    }

    /** All that the newer one has and the older one has not. */
    private static Map<ObjectId, RevCommit> commitsBetween(RevWalk walk, RevCommit older, RevCommit newer)
            throws IOException, SourceException {
        walk.reset();
        walk.setRetainBody(true);
        walk.markStart(newer);
        walk.markUninteresting(older);
        var between = new HashMap<ObjectId, RevCommit>();
        for (var commit : walk) {
            between.put(commit.getId(), commit);
            if (between.size() > MOST_COMMITS) {
                throw new SourceException(
                        "there are more than " + MOST_COMMITS + " commits from the one that is served to "
                                + newer.name() + "; if that is meant, serve it with: gitvoy pin " + newer.name());
            }
        }
        return between;
    }

    private static List<CommitObject> firstParents(Map<ObjectId, RevCommit> between, RevCommit newest) {
        var chain = new ArrayList<CommitObject>();
        var next = between.get(newest.getId());
        while (next != null) {
            chain.add(object(next));
            next = next.getParentCount() == 0
                    ? null
                    : between.get(next.getParent(0).getId());
        }
        Collections.reverse(chain);
        return chain;
    }

    private static CommitObject object(RevCommit commit) {
        return new CommitObject(commit.name(), commit.getRawBuffer());
    }

    private static Set<String> trailers(RevCommit commit) {
        var lines = new HashSet<String>();
        commit.getFooterLines()
                .forEach(
                        line -> lines.add(line.getKey() + ": " + line.getValue().trim()));
        return lines;
    }
}
