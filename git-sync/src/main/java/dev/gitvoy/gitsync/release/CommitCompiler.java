package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compiles a commit with every server's compiler and joins the results. Pure; the same for the server and for authors. */
public final class CommitCompiler {
    /** That are told of one commit: nobody reads more, and each is kept with the commit's record. */
    private static final int MOST_PROBLEMS = 1_000;

    private final List<Compiler<?>> compilers;

    public CommitCompiler(List<? extends Compiler<?>> compilers) {
        this.compilers = List.copyOf(compilers);
    }

    /**
     * Whether a path belongs to the configuration: {@code gitvoy.yaml}, or anything in a compiler's folder. A path that ends
     * in a slash is a folder: whether it may hold such files.
     */
    public Predicate<String> paths() {
        var folders =
                compilers.stream().map(compiler -> compiler.folder() + "/").toList();
        return path -> path.equals(Settings.FILE) || isInOneOf(folders, path);
    }

    /** A loop: it is asked of every file, and in the first second of a process a stream takes its time. */
    private static boolean isInOneOf(List<String> folders, String path) {
        for (var folder : folders) {
            if (path.startsWith(folder) || (path.endsWith("/") && folder.startsWith(path))) {
                return true;
            }
        }
        return false;
    }

    /** @see Compiler#basis */
    String basis() {
        return compilers.stream().map(Compiler::basis).collect(Collectors.joining(" "));
    }

    /** The size of a file of a commit that need not be read, see {@link Compiler#knownSize}. */
    OptionalInt knownSize(String path, String contentId) {
        for (var compiler : compilers) {
            if (isIn(compiler, path)) {
                return compiler.knownSize(path, contentId);
            }
        }
        return OptionalInt.empty();
    }

    /** The same for people: {@code gitvoy.yaml, xds/, ..}. */
    public String places() {
        return Stream.concat(Stream.of(Settings.FILE), compilers.stream().map(compiler -> compiler.folder() + "/"))
                .collect(Collectors.joining(", "));
    }

    /**
     * Compiles a commit.
     *
     * @param base the release that the changes start from, or null when they are {@linkplain Changes#whole whole}
     */
    public Outcome compile(@Nullable Release base, Commit commit, Changes changes) {
        var draft = draft(base, commit, changes);
        var checked = draft.check();
        return hasError(checked.problems())
                ? new Outcome.Rejected(commit, checked.problems())
                : new Outcome.Compiled(draft.release(() -> checked));
    }

    /**
     * Compiles a commit that was compiled and served before: its files are checked, their names not until the release is asked for
     * them, because a fleet is waiting. A newer program may find more wrong with names than the one that let them pass; it
     * serves them all the same.
     *
     * @param changes {@linkplain Changes#whole whole}
     */
    Outcome restore(Commit commit, Changes changes) {
        var draft = draft(null, commit, changes);
        return hasError(draft.problemsOfFiles())
                ? new Outcome.Rejected(commit, draft.check().problems())
                : new Outcome.Compiled(draft.release(draft::check));
    }

    private static boolean hasError(List<Problem> problems) {
        return problems.stream().anyMatch(Problem::isError);
    }

    /**
     * A commit whose files are compiled.
     *
     * @param base what its names are laid over
     * @param said by the files that changed since then
     * @param problems of the commit and its settings
     */
    private record Draft(
            Commit commit,
            Settings settings,
            Guards guards,
            CheckLevels levels,
            Map<String, Artifact> artifacts,
            CommitIndex base,
            List<CommitIndex.Change> said,
            List<Problem> problems) {
        List<Problem> problemsOfFiles() {
            return levelled(Stream.concat(
                    problems.stream(), said.stream().flatMap(change -> change.after().problems().stream())));
        }

        /** Compares the names of all files. */
        Release.Checked check() {
            var index = base.with(said);
            return new Release.Checked(
                    index,
                    fewEnough(withoutFollowers(levelled(Stream.concat(problems.stream(), index.problems().stream())))));
        }

        private List<Problem> levelled(Stream<Problem> found) {
            return found.distinct().map(levels::apply).flatMap(Optional::stream).toList();
        }

        Release release(Supplier<Release.Checked> checked) {
            return new Release(commit, settings, guards, artifacts, checked);
        }
    }

    private Draft draft(@Nullable Release base, Commit commit, Changes changes) {
        var problems = new ArrayList<>(changes.problems());
        var settings = settings(base, changes, problems);
        var guards = Guards.read(settings.sections().get(Guards.SECTION), problems::add);
        var levels = CheckLevels.read(settings.sections().get(CheckLevels.SECTION), adjustable(), problems::add);

        var artifacts = new LinkedHashMap<String, Artifact>();
        var said = new ArrayList<CommitIndex.Change>();
        for (var compiler : compilers) {
            artifacts.put(compiler.key().name(), run(compiler, base, settings, changes, problems, said::add));
        }
        var index = base == null ? CommitIndex.EMPTY : base.index();
        return new Draft(commit, settings, guards, levels, artifacts, index, said, problems);
    }

    private Set<String> adjustable() {
        var codes = new TreeSet<>(Set.of(NameProblems.UNUSED));
        compilers.forEach(compiler -> codes.addAll(compiler.adjustable()));
        return codes;
    }

    /** What a broken file uses is not known: that something is unused can only be said when there is no other error. */
    private static List<Problem> withoutFollowers(List<Problem> problems) {
        Predicate<Problem> isUnused = problem -> problem.code().equals(NameProblems.UNUSED);
        return problems.stream().filter(isUnused.negate()).anyMatch(Problem::isError)
                ? problems.stream().filter(isUnused.negate()).toList()
                : problems;
    }

    /** Sorts problems; of too many, keeps errors rather than warnings. */
    private static List<Problem> fewEnough(List<Problem> problems) {
        if (problems.size() <= MOST_PROBLEMS) {
            return problems.stream().sorted().toList();
        }
        var kept = problems.stream()
                .sorted(Comparator.comparing(Problem::severity).thenComparing(Comparator.naturalOrder()))
                .limit(MOST_PROBLEMS)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.sort(kept);
        int more = problems.size() - MOST_PROBLEMS;
        kept.add(new Problem(
                kept.get(kept.size() - 1).at(),
                kept.stream().anyMatch(Problem::isError) ? Problem.Severity.ERROR : Problem.Severity.WARNING,
                "too-many-problems",
                "and " + more + " more; mend these first"));
        return kept;
    }

    /** Finds what the files of a compiler say that is new. */
    private static void difference(
            Compiler<?> compiler,
            @Nullable Artifact before,
            Artifact after,
            Changes changes,
            Consumer<CommitIndex.Change> found) {
        if (before == after) {
            return;
        }
        // Loops: in the first second of a process a stream over all files takes its time.
        for (var file : changes.changed()) {
            if (isIn(compiler, file.path())) {
                difference(file.path(), file.path(), before, after, found);
            }
        }
        for (var path : changes.removed()) {
            if (isIn(compiler, path)) {
                difference(path, path, before, after, found);
            }
        }
        // Settings are every compiler's.
        difference(Settings.FILE, Settings.FILE + "#" + compiler.folder(), before, after, found);
    }

    private static void difference(
            String path, String file, @Nullable Artifact before, Artifact after, Consumer<CommitIndex.Change> found) {
        var said = before == null ? Outline.EMPTY : before.outline(path);
        var says = after.outline(path);
        // Beside nothing all is new: names that are not read yet stay so.
        if (before == null || !said.equals(says)) {
            found.accept(new CommitIndex.Change(file, said, says));
        }
    }

    private static boolean isIn(Compiler<?> compiler, String path) {
        var folder = compiler.folder();
        return path.length() > folder.length() && path.startsWith(folder) && path.charAt(folder.length()) == '/';
    }

    private Settings settings(@Nullable Release base, Changes changes, List<Problem> problems) {
        if (changes.removed().contains(Settings.FILE)) {
            return Settings.EMPTY;
        }
        var known = compilers.stream()
                .flatMap(compiler -> compiler.sections().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        known.add(Guards.SECTION);
        known.add(CheckLevels.SECTION);
        var unchanged = base == null ? Settings.EMPTY : base.settings();
        return changes.changed().stream()
                .filter(file -> file.path().equals(Settings.FILE))
                .findFirst()
                .map(file -> Settings.parse(file, known, problems::add))
                .orElse(unchanged);
    }

    private static <A extends Artifact> A run(
            Compiler<A> compiler,
            @Nullable Release base,
            Settings settings,
            Changes changes,
            List<Problem> problems,
            Consumer<CommitIndex.Change> said) {
        var previous = base == null ? null : base.artifact(compiler.key());
        var output = compiler.compile(
                previous,
                new Compiler.Input(
                        changes.changed().stream()
                                .filter(file -> isIn(compiler, file.path()))
                                .toList(),
                        changes.removed().stream()
                                .filter(path -> isIn(compiler, path))
                                .collect(Collectors.toSet()),
                        settings.sections().entrySet().stream()
                                .filter(section -> compiler.sections().contains(section.getKey()))
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
        problems.addAll(output.problems());
        difference(compiler, previous, output.artifact(), changes, said);
        return output.artifact();
    }

    /** What became of a commit. */
    public sealed interface Outcome {
        record Compiled(Release release) implements Outcome {}

        /** It has at least one error; the problems are sorted. */
        record Rejected(Commit commit, List<Problem> problems) implements Outcome {}
    }
}
