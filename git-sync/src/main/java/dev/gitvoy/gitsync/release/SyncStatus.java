package dev.gitvoy.gitsync.release;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where reconciling stands, at one moment.
 *
 * @param release what is served, if anything
 * @param since when it was published by this process
 * @param stale whether the source could not be asked since, so that a newer commit may exist
 * @param fetchedAt when the source last answered
 * @param fetchError why it did not answer last time
 * @param commits what this process has seen, newest first, at most {@value #REMEMBERED}
 */
public record SyncStatus(
        Optional<Release> release,
        Optional<Instant> since,
        boolean stale,
        Optional<Instant> fetchedAt,
        Optional<String> fetchError,
        List<CommitRecord> commits) {
    static final int REMEMBERED = 200;

    static final SyncStatus NOTHING_YET =
            new SyncStatus(Optional.empty(), Optional.empty(), true, Optional.empty(), Optional.empty(), List.of());

    /** The newest commit that was fetched, whatever became of it. */
    public Optional<CommitRecord> candidate() {
        return commits.stream().findFirst();
    }
}
