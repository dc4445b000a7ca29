package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Commit;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a commit that this process has seen.
 *
 * @param times when it reached each state, in the order of the states
 * @param problems errors and warnings, sorted
 */
public record CommitRecord(Commit commit, CommitState state, Map<CommitState, Instant> times, List<Problem> problems) {
    static CommitRecord fetched(Commit commit, Instant now) {
        return new CommitRecord(commit, CommitState.FETCHED, Map.of(CommitState.FETCHED, now), List.of());
    }

    CommitRecord reached(CommitState next, Instant now) {
        var later = new EnumMap<CommitState, Instant>(times);
        later.put(next, now);
        return new CommitRecord(commit, next, Collections.unmodifiableMap(later), problems);
    }

    CommitRecord with(List<Problem> found) {
        return new CommitRecord(commit, state, times, List.copyOf(found));
    }
}
