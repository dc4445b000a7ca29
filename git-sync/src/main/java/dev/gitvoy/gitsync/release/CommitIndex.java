package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The names and problems of a commit's files: who defines a name and who refers to it, over all servers, so that a filter in one
 * server's files is checked against a name in another's without either knowing the other. Persistent: one that is made from another
 * costs what has changed, and equals the one that is made from nothing.
 */
final class CommitIndex {
    static final CommitIndex EMPTY = new CommitIndex(
            TreePMap.empty(),
            TreePMap.empty(),
            TreePSet.empty(),
            TreePMap.empty(),
            0,
            new WeakReference<>(null),
            Map.of());

    private final TreePMap<String, TreePMap<String, NameEntry>> byKind;
    /** How many names are defined, by kind. */
    private final TreePMap<String, Integer> counts;
    /** Names of which there is something to say, perhaps. */
    private final TreePSet<KindAndName> remarkable;
    /** Files of which there is something to say. */
    private final TreePMap<String, List<Problem>> problems;

    private final int incompleteFiles;
    /** What this one was made from; weak, so that commits make no chain. */
    private final WeakReference<@Nullable CommitIndex> base;
    /** How many names are gone since then, by kind. */
    private final Map<String, Integer> gone;

    private CommitIndex(
            TreePMap<String, TreePMap<String, NameEntry>> byKind,
            TreePMap<String, Integer> counts,
            TreePSet<KindAndName> remarkable,
            TreePMap<String, List<Problem>> problems,
            int incompleteFiles,
            WeakReference<@Nullable CommitIndex> base,
            Map<String, Integer> gone) {
        this.byKind = byKind;
        this.counts = counts;
        this.remarkable = remarkable;
        this.problems = problems;
        this.incompleteFiles = incompleteFiles;
        this.base = base;
        this.gone = gone;
    }

    private record KindAndName(String kind, String name) implements Comparable<KindAndName> {
        @Override
        public int compareTo(KindAndName other) {
            int byKind = kind.compareTo(other.kind);
            return byKind == 0 ? name.compareTo(other.name) : byKind;
        }
    }

    /**
     * A file that says something else than before.
     *
     * @param file its path; made unlike any other where several servers read the same file
     */
    record Change(String file, Outline before, Outline after) {}

    /** The next one. */
    CommitIndex with(List<Change> changes) {
        var entries = new TreeMap<String, SortedMap<String, NameEntry>>();
        var nextProblems = problems;
        int incomplete = incompleteFiles;
        // All that goes before all that comes: a name may move from one file to another.
        for (var change : changes) {
            namesOf(change.before)
                    .forEach(name -> edit(entries, name, entry -> entry.minus(change.file, name.scope())));
        }
        var changedProblems = new TreeMap<String, List<Problem>>();
        for (var change : changes) {
            for (var each : change.after.provides()) {
                edit(entries, each.name(), entry -> entry.plus(change.file, each));
            }
            for (var each : change.after.requires()) {
                edit(entries, each.name(), entry -> entry.plus(change.file, each));
            }
            incomplete += (change.after.incomplete() ? 1 : 0) - (change.before.incomplete() ? 1 : 0);
            if (!change.before.problems().isEmpty() || !change.after.problems().isEmpty()) {
                changedProblems.put(change.file, change.after.problems());
            }
        }
        for (var change : changedProblems.entrySet()) {
            nextProblems = change.getValue().isEmpty()
                    ? nextProblems.minus(change.getKey())
                    : nextProblems.plus(change.getKey(), change.getValue());
        }
        return withEntries(entries, nextProblems, incomplete);
    }

    private static Stream<Name> namesOf(Outline outline) {
        return Stream.concat(
                outline.provides().stream().map(Provided::name),
                outline.requires().stream().map(Required::name));
    }

    private void edit(Map<String, SortedMap<String, NameEntry>> entries, Name name, UnaryOperator<NameEntry> change) {
        var ofKind = entries.computeIfAbsent(name.kind(), kind -> new TreeMap<>());
        ofKind.compute(
                name.name(), (each, entry) -> change.apply(entry == null ? entry(name.kind(), name.name()) : entry));
    }

    private CommitIndex withEntries(
            Map<String, SortedMap<String, NameEntry>> entries,
            TreePMap<String, List<Problem>> nextProblems,
            int incomplete) {
        var nextByKind = byKind;
        var nextCounts = counts;
        var nextRemarkable = remarkable;
        var nowGone = new TreeMap<String, Integer>();
        for (var ofKind : entries.entrySet()) {
            var kind = ofKind.getKey();
            var changes = new MapChanges<NameEntry>();
            int count = counts.getOrDefault(kind, 0);
            for (var each : ofKind.getValue().entrySet()) {
                var before = entry(kind, each.getKey());
                var after = each.getValue();
                if (after.isEmpty()) {
                    changes.remove(each.getKey());
                } else {
                    changes.put(each.getKey(), after);
                }
                var key = new KindAndName(kind, each.getKey());
                boolean isOne = !each.getKey().equals(Name.ANY);
                nextRemarkable = isOne && after.isRemarkable() ? nextRemarkable.plus(key) : nextRemarkable.minus(key);
                count += (isOne ? after.count() : 0) - (isOne ? before.count() : 0);
                countGone(kind, before, after, nowGone);
            }
            nextCounts = count == 0 ? nextCounts.minus(kind) : nextCounts.plus(kind, count);
            var next = changes.appliedTo(byKind.getOrDefault(kind, TreePMap.empty()));
            nextByKind = next.isEmpty() ? nextByKind.minus(kind) : nextByKind.plus(kind, next);
        }
        return new CommitIndex(
                nextByKind, nextCounts, nextRemarkable, nextProblems, incomplete, new WeakReference<>(this), nowGone);
    }

    private static void countGone(String kind, NameEntry before, NameEntry after, Map<String, Integer> gone) {
        int number = before.count() == 0 ? 0 : after.scopesGoneSince(before).size();
        if (number > 0) {
            gone.merge(kind, number, Integer::sum);
        }
    }

    private NameEntry entry(String kind, String name) {
        var ofKind = byKind.get(kind);
        var entry = ofKind == null ? null : ofKind.get(name);
        return entry == null ? NameEntry.EMPTY : entry;
    }

    // What there is.

    /** How many names are defined, by kind; addresses are none. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** How many names of an earlier commit are defined no more, by kind; cheap when this was made from that. */
    Map<String, Integer> goneSince(CommitIndex earlier) {
        if (earlier == this) {
            return Map.of();
        }
        if (earlier == base.get()) {
            return gone;
        }
        var all = new TreeMap<String, Integer>();
        earlier.byKind.forEach(
                (kind, entries) -> entries.forEach((name, entry) -> countGone(kind, entry, entry(kind, name), all)));
        return all;
    }

    // What is to be said of it.

    /** All problems of the files and their names; unsorted. */
    List<Problem> problems() {
        var found = new ArrayList<Problem>();
        problems.values().forEach(found::addAll);
        var words = new NameProblems(found::add);
        for (var key : remarkable) {
            var entry = entry(key.kind, key.name);
            entry.clashes().forEach(words::clash);
            // A name in a file that could not be read would be reported as missing by everything that refers to it.
            if (incompleteFiles == 0) {
                var any = entry(key.kind, Name.ANY);
                entry.unresolved()
                        .filter(reference -> !any.isSeenFrom(reference.name().scope()))
                        .forEach(reference -> words.missing(reference, () -> namesSeenFrom(reference.name())));
                entry.unused()
                        .filter(definition -> !any.isUsedFrom(definition.name().scope()))
                        .forEach(words::unused);
            }
        }
        return found;
    }

    private List<String> namesSeenFrom(Name name) {
        return Optional.ofNullable(byKind.get(name.kind())).stream()
                .flatMap(entries -> entries.entrySet().stream())
                .filter(entry -> entry.getValue().isSeenFrom(name.scope()))
                .map(Map.Entry::getKey)
                .filter(each -> !each.equals(Name.ANY))
                .collect(Collectors.toList());
    }
}
