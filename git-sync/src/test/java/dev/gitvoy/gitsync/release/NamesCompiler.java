package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A compiler for tests, of a language of one statement a line: {@code provide NAME}, {@code part NAME}, {@code address NAME},
 * {@code require NAME}, {@code mention NAME}, {@code error}, {@code warning}, {@code unreadable}, {@code crash}. A name may be {@code scope/name}; {@code *} stands
 * for any.
 */
final class NamesCompiler implements Compiler<NamesCompiler.Names> {
    static final ArtifactKey<Names> KEY = new ArtifactKey<>("names", Names.class);

    /** How many files were compiled in all, to see that unchanged ones are not. */
    int compiledFiles;

    /** How many files were asked for their names in all. */
    final AtomicInteger namesRead = new AtomicInteger();

    /** Something that the result rests on beside its input: without it, {@code locked} is an error. */
    String key = "key";

    record Names(TreeMap<String, String> textByFile, AtomicInteger namesRead) implements Artifact {
        @Override
        public Outline outline(String path) {
            var text = textByFile.get(path);
            if (text == null) {
                return Outline.EMPTY;
            }
            return Outline.withNames(() -> names(path, text), problems(path, text), text.contains("unreadable"));
        }

        private Outline.Names names(String path, String text) {
            namesRead.incrementAndGet();
            var provides = new ArrayList<Provided>();
            statements(path, text, "provide", (at, name) -> provides.add(new Provided(name, at)));
            statements(path, text, "part", (at, name) -> provides.add(new Provided(name, at, Provided.Meaning.PART)));
            statements(
                    path,
                    text,
                    "address",
                    (at, name) -> provides.add(new Provided(name, at, Provided.Meaning.ADDRESS)));
            var requires = new ArrayList<Required>();
            statements(path, text, "require", (at, name) -> requires.add(new Required(name, at)));
            statements(path, text, "mention", (at, name) -> requires.add(new Required(name, at, false)));
            return new Outline.Names(provides, requires);
        }

        private static List<Problem> problems(String path, String text) {
            var problems = new ArrayList<Problem>();
            if (text.contains("error") || text.contains("unreadable")) {
                problems.add(Problem.error(Location.startOf(path), "error", "something is wrong"));
            }
            if (text.contains("warning")) {
                problems.add(Problem.warning(Location.startOf(path), "warning", "something is odd"));
            }
            return problems;
        }

        private interface Statement {
            void found(Location at, Name name);
        }

        private static void statements(String file, String text, String verb, Statement statement) {
            int line = 0;
            for (var words : text.lines().toList()) {
                line++;
                if (words.startsWith(verb + " ")) {
                    var name = words.substring(verb.length() + 1);
                    int slash = name.indexOf('/');
                    var scope = slash < 0 ? Name.EVERYONE : name.substring(0, slash);
                    var last = name.substring(slash + 1);
                    statement.found(
                            new Location(file, line, verb.length() + 2),
                            new Name("thing", scope, last.equals("*") ? Name.ANY : last));
                }
            }
        }
    }

    @Override
    public ArtifactKey<Names> key() {
        return KEY;
    }

    @Override
    public String folder() {
        return "names";
    }

    @Override
    public String basis() {
        return key;
    }

    @Override
    public Set<String> sections() {
        return Set.of("names");
    }

    @Override
    public Set<String> adjustable() {
        return Set.of("error", "warning");
    }

    @Override
    public Output<Names> compile(@Nullable Names previous, Input input) {
        var files = new TreeMap<String, String>(previous == null ? new TreeMap<>() : previous.textByFile());
        input.removed().forEach(files::remove);
        input.changed().forEach(file -> {
            compiledFiles++;
            files.put(file.path(), new String(file.bytes(), StandardCharsets.UTF_8));
        });
        if (key.isEmpty()
                && input.changed().stream()
                        .anyMatch(file -> files.getOrDefault(file.path(), "").contains("locked"))) {
            var problem = Problem.error(Location.startOf(input.changed().get(0).path()), "locked", "there is no key");
            return new Output<>(new Names(files, namesRead), List.of(problem));
        }
        if (files.values().stream().anyMatch(text -> text.contains("crash"))) {
            throw new IllegalStateException("a defect");
        }
        return new Output<>(new Names(files, namesRead), List.of());
    }
}
