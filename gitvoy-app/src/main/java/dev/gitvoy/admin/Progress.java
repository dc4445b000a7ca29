package dev.gitvoy.admin;

import dev.gitvoy.gitsync.release.CommitState;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.release.SyncStatus;
import dev.gitvoy.xds.client.CommitAcks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What shows only over time: when every Envoy had a commit, and how many commits came how far. Somebody calls {@link #look}
 * about once a second. Any thread.
 */
final class Progress {
    private static final int REMEMBERED = 200;

    private final Supplier<SyncStatus> sync;
    private final CommitAcks acks;
    private final InstantSource clock;

    private final Map<String, Instant> ackedByAll = new LinkedHashMap<>();
    private final Map<CommitState, Long> counts = new EnumMap<>(CommitState.class);
    /** What the reconciler remembered at the last look. */
    private Set<Step> steps = Set.of();

    /** A commit reached a state. */
    private record Step(String commit, CommitState state, Instant time) {}

    Progress(Supplier<SyncStatus> sync, CommitAcks acks, InstantSource clock) {
        this.sync = sync;
        this.acks = acks;
        this.clock = clock;
    }

    synchronized void look() {
        var now = sync.get();
        countSteps(now);
        now.release().map(Release::commit).ifPresent(commit -> lookForAcks(commit.id()));
    }

    /** When all Envoys that were connected had a commit for the first time. */
    synchronized Optional<Instant> ackedByAllSince(String commit) {
        return Optional.ofNullable(ackedByAll.get(commit));
    }

    /** How many times a commit reached a state. */
    synchronized long count(CommitState state) {
        return counts.getOrDefault(state, 0L);
    }

    private void countSteps(SyncStatus now) {
        var remembered = new HashSet<Step>();
        for (var seen : now.commits()) {
            seen.times().forEach((state, time) -> {
                var step = new Step(seen.commit().id(), state, time);
                remembered.add(step);
                if (!steps.contains(step)) {
                    counts.merge(state, 1L, Long::sum);
                }
            });
        }
        steps = remembered;
    }

    /** To look costs something for each Envoy, so only until all have it. */
    private void lookForAcks(String commit) {
        if (ackedByAll.containsKey(commit)) {
            return;
        }
        var connected = acks.connected();
        if (!connected.isEmpty() && connected.stream().allMatch(client -> acks.has(client, commit))) {
            ackedByAll.put(commit, clock.instant());
            if (ackedByAll.size() > REMEMBERED) {
                ackedByAll.remove(ackedByAll.keySet().iterator().next());
            }
        }
    }
}
