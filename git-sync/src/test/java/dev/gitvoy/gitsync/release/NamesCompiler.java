package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A compiler for tests, of a language of one statement a line: {@code provide NAME}, {@code require NAME}, {@code error},
 * {@code unreadable}, {@code crash}. A name may be {@code scope/name}.
 */
final class NamesCompiler implements Compiler<NamesCompiler.Names> {
    static final ArtifactKey<Names> KEY = new ArtifactKey<>("names", Names.class);

    /** How many files were compiled in all, to see that unchanged ones are not. */
    int compiledFiles;

    record Names(TreeMap<String, String> textByFile) implements Artifact {
        @Override
        public List<Provided> provides() {
            var names = new ArrayList<Provided>();
            statements("provide", (at, name) -> names.add(new Provided(name, at)));
            return names;
        }

        @Override
        public List<Required> requires() {
            var names = new ArrayList<Required>();
            statements("require", (at, name) -> names.add(new Required(name, at)));
            return names;
        }

        @Override
        public boolean incomplete() {
            return textByFile.values().stream().anyMatch(text -> text.contains("unreadable"));
        }

        private interface Statement {
            void found(Location at, Name name);
        }

        private void statements(String verb, Statement statement) {
            textByFile.forEach((file, text) -> {
                int line = 0;
                for (var words : text.lines().toList()) {
                    line++;
                    if (words.startsWith(verb + " ")) {
                        var name = words.substring(verb.length() + 1);
                        int slash = name.indexOf('/');
                        var scope = slash < 0 ? Name.EVERYONE : name.substring(0, slash);
                        statement.found(
                                new Location(file, line, verb.length() + 2),
                                new Name("thing", scope, name.substring(slash + 1)));
                    }
                }
            });
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
    public Set<String> sections() {
        return Set.of("names");
    }

    @Override
    public Output<Names> compile(@Nullable Names previous, Input input) {
        var files = new TreeMap<String, String>(previous == null ? new TreeMap<>() : previous.textByFile());
        input.removed().forEach(files::remove);
        input.changed().forEach(file -> {
            compiledFiles++;
            files.put(file.path(), new String(file.bytes(), StandardCharsets.UTF_8));
        });
        var problems = new ArrayList<Problem>();
        files.forEach((file, text) -> {
            if (text.contains("crash")) {
                throw new IllegalStateException("a defect");
            }
            if (text.contains("error") || text.contains("unreadable")) {
                problems.add(Problem.error(Location.startOf(file), "error", "something is wrong"));
            }
            if (text.contains("warning")) {
                problems.add(Problem.warning(Location.startOf(file), "warning", "something is odd"));
            }
        });
        return new Output<>(new Names(files), problems);
    }
}
