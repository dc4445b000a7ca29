package dev.gitvoy.gitsync.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A commit compiled on top of another against the same commit compiled from nothing. */
class IncrementalCompileTest {
    private static final List<String> PATHS =
            List.of("gitvoy.yaml", "names/a", "names/b", "names/c", "names/d/e", "names/d/f");
    private static final List<String> VERBS = List.of("provide", "part", "address", "require", "mention");
    private static final List<String> SCOPES = List.of("", "one/", "two/");
    private static final List<String> NAMES = List.of("x", "y", "z", "*");

    private final CommitCompiler compiler = new CommitCompiler(List.of(new NamesCompiler()));

    @Property(tries = 500)
    void compile_onTopOfAnother_equalsCompileFromNothing(@ForAll long seed) {
        var random = new Random(seed);
        var files = new TreeMap<String, String>();
        @Nullable Release base = null;
        for (int step = 0; step < 30; step++) {
            var before = new TreeMap<>(files);
            edit(files, random);
            var whole = compile(null, Map.of(), files);
            var onTop = base == null ? whole : compile(base, before, files);

            assertThat(problems(onTop)).isEqualTo(problems(whole));
            assertThat(onTop).hasSameClassAs(whole);
            if (onTop instanceof CommitCompiler.Outcome.Compiled compiled) {
                var next = compiled.release();
                var fresh = ((CommitCompiler.Outcome.Compiled) whole).release();
                assertThat(next.index().counts()).isEqualTo(fresh.index().counts());
                if (base != null) {
                    assertThat(next.index().goneSince(base.index()))
                            .isEqualTo(fresh.index().goneSince(base.index()));
                }
                base = next;
            } else {
                // As in service: a rejected commit is no base for the next.
                files.clear();
                files.putAll(before);
            }
        }
    }

    private static void edit(Map<String, String> files, Random random) {
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
            var path = PATHS.get(random.nextInt(PATHS.size()));
            if (random.nextInt(4) == 0) {
                files.remove(path);
            } else if (path.equals("gitvoy.yaml")) {
                files.put(
                        path,
                        "checks: {unused-name: " + List.of("off", "warning").get(random.nextInt(2)) + "}");
            } else {
                files.put(path, text(random));
            }
        }
    }

    private static String text(Random random) {
        var lines = new ArrayList<String>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            lines.add(any(VERBS, random) + " " + any(SCOPES, random) + any(NAMES, random));
        }
        if (random.nextInt(10) == 0) {
            lines.add(any(List.of("warning", "error", "unreadable"), random));
        }
        return String.join("\n", lines);
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    // What is said of names.

    @Test
    void unusedPart_isAWarning() {
        assertThat(problems("part x\npart y\nrequire y\nprovide z"))
                .containsExactly(
                        "names/a:1:6: nothing in this commit uses thing \"x\"; remove it when nothing else does");
    }

    @Test
    void unusedPart_isNotTold_whileSomethingIsWrong() {
        assertThat(problems("part x\nerror")).containsExactly("names/a:1:1: something is wrong");
    }

    @Test
    void part_isUsed_byMentioningIt_orAnyOfItsKind() {
        assertThat(problems("part x\nmention x")).isEmpty();
        assertThat(problems("part one/x\nmention one/*")).isEmpty();
        assertThat(problems("part x\nrequire one/x")).isEmpty();
        assertThat(problems("part one/x\nmention two/x")).hasSize(1);
    }

    @Test
    void mention_needsNothing() {
        assertThat(problems("mention x")).isEmpty();
    }

    @Test
    void require_isSatisfied_whenNamesCannotBeKnown() {
        assertThat(problems("require one/x\nprovide one/*")).isEmpty();
        assertThat(problems("require one/x\nprovide *")).isEmpty();
        assertThat(problems("require one/x\nprovide two/*")).hasSize(1);
    }

    @Test
    void addresses_clash() {
        assertThat(problems("address one/x\naddress one/x"))
                .containsExactly("names/a:2:9: thing x is already taken at names/a:1:9; give one of them another");
        assertThat(problems("address one/x\naddress two/x")).isEmpty();
        assertThat(problems("address one/x\naddress x")).hasSize(1);
    }

    @Test
    void manyMissing_areSaidWithinBounds() {
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("provide one/name")
                    .append(i)
                    .append("\nrequire one/nome")
                    .append(i)
                    .append('\n');
        }

        assertThat(problems(text.toString()))
                .hasSize(1_001)
                .last()
                .asString()
                .endsWith("and 19000 more; mend these first");
    }

    @Test
    void checks_areSetByTheRepository() {
        var files = new TreeMap<>(Map.of("names/a", "part x\nwarning\nerror"));
        files.put("gitvoy.yaml", "checks: {unused-name: off, error: warning, warning: error}");

        var outcome = compile(null, Map.of(), files);

        assertThat(problems(outcome))
                .extracting(problem -> problem.code() + " " + problem.severity())
                .containsExactly("error WARNING", "warning ERROR");
    }

    @Test
    void checks_thatDoNotExist_areErrors() {
        var files = new TreeMap<>(Map.of("gitvoy.yaml", "checks: {unused-nam: off, warning: loud}"));

        assertThat(problems(compile(null, Map.of(), files)))
                .hasToString(
                        "[gitvoy.yaml:1:10: there is no check \"unused-nam\" that can be set; did you mean"
                                + " \"unused-name\"?, gitvoy.yaml:1:36: warning: found loud; expected one of: error, off, warning]");
    }

    private List<String> problems(String text) {
        return problems(compile(null, Map.of(), new TreeMap<>(Map.of("names/a", text)))).stream()
                .map(Problem::toString)
                .toList();
    }

    private static List<Problem> problems(CommitCompiler.Outcome outcome) {
        return outcome instanceof CommitCompiler.Outcome.Rejected rejected
                ? rejected.problems()
                : ((CommitCompiler.Outcome.Compiled) outcome).release().warnings();
    }

    private CommitCompiler.Outcome compile(
            @Nullable Release base, Map<String, String> before, Map<String, String> after) {
        var changed = after.entrySet().stream()
                .filter(file -> !file.getValue().equals(before.get(file.getKey())))
                .map(file -> new SourceFile(
                        file.getKey(), file.getValue(), file.getValue().getBytes(StandardCharsets.UTF_8)))
                .toList();
        var removed = new TreeSet<>(before.keySet());
        removed.removeAll(after.keySet());
        var commit = new Commit("0".repeat(40), "", "", Instant.EPOCH);
        return compiler.compile(base, commit, new Changes(changed, removed, List.of(), base == null));
    }
}
