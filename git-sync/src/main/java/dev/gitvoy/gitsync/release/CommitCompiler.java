package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compiles a commit with every server's compiler and joins the results. Pure; the same for the server and for authors. */
public final class CommitCompiler {
    private final List<Compiler<?>> compilers;

    public CommitCompiler(List<? extends Compiler<?>> compilers) {
        this.compilers = List.copyOf(compilers);
    }

    /**
     * Whether a path belongs to the configuration: {@code gitvoy.yaml}, or anything in a compiler's folder. A path that ends
     * in a slash is a folder: whether it may hold such files.
     */
    public Predicate<String> paths() {
        return path -> path.equals(Settings.FILE)
                || compilers.stream()
                        .map(compiler -> compiler.folder() + "/")
                        .anyMatch(folder -> path.startsWith(folder) || (path.endsWith("/") && folder.startsWith(path)));
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
        var problems = new ArrayList<>(changes.problems());
        var settings = settings(base, changes, problems);
        var guards = Guards.read(settings.sections().get(Guards.SECTION), problems::add);

        var artifacts = new LinkedHashMap<String, Artifact>();
        for (var compiler : compilers) {
            artifacts.put(compiler.key().name(), run(compiler, base, settings, changes, problems));
        }
        problems.addAll(NameJoin.check(artifacts.values()));

        var sorted = problems.stream().distinct().sorted().toList();
        return sorted.stream().anyMatch(Problem::isError)
                ? new Outcome.Rejected(commit, sorted)
                : new Outcome.Compiled(new Release(commit, settings, guards, artifacts, sorted));
    }

    private Settings settings(@Nullable Release base, Changes changes, List<Problem> problems) {
        if (changes.removed().contains(Settings.FILE)) {
            return Settings.EMPTY;
        }
        var known = compilers.stream()
                .flatMap(compiler -> compiler.sections().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        known.add(Guards.SECTION);
        var unchanged = base == null ? Settings.EMPTY : base.settings();
        return changes.changed().stream()
                .filter(file -> file.path().equals(Settings.FILE))
                .findFirst()
                .map(file -> Settings.parse(file, known, problems::add))
                .orElse(unchanged);
    }

    private static <A extends Artifact> A run(
            Compiler<A> compiler, @Nullable Release base, Settings settings, Changes changes, List<Problem> problems) {
        Predicate<String> own = path -> path.startsWith(compiler.folder() + "/");
        var output = compiler.compile(
                base == null ? null : base.artifact(compiler.key()),
                new Compiler.Input(
                        changes.changed().stream()
                                .filter(file -> own.test(file.path()))
                                .toList(),
                        changes.removed().stream().filter(own).collect(Collectors.toSet()),
                        settings.sections().entrySet().stream()
                                .filter(section -> compiler.sections().contains(section.getKey()))
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
        problems.addAll(output.problems());
        return output.artifact();
    }

    /** What became of a commit. */
    public sealed interface Outcome {
        record Compiled(Release release) implements Outcome {}

        /** It has at least one error; the problems are sorted. */
        record Rejected(Commit commit, List<Problem> problems) implements Outcome {}
    }
}
