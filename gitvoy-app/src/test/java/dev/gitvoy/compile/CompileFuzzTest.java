package dev.gitvoy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.serve.Compilers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** Configurations with anything in them: each is compiled or refused, with places that exist, and never breaks a compiler. */
class CompileFuzzTest {
    private static final List<String> SNIPPETS = List.of(
            "{",
            "}",
            "[",
            "]",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "null",
            "~",
            "''",
            "\"",
            "|",
            ">",
            "&a ",
            "*a",
            "<<: *a",
            "!!str ",
            "0x1F",
            "1e999",
            "-1",
            "99999999999999999999",
            ".nan",
            "true",
            "'@type': x",
            "\t",
            "#",
            "%",
            "@",
            "\uD83D\uDE00",
            "\u2028",
            "type.googleapis.com/google.protobuf.Any",
            "type.googleapis.com/envoy.config.cluster.v3.Cluster");

    private static final Commit COMMIT = new Commit("0".repeat(40), "", "", Instant.EPOCH);

    private final CommitCompiler compiler = Compilers.all();
    private final List<SourceFile> examples = Examples.files();
    private final Release base = ((Outcome.Compiled)
                    compiler.compile(null, COMMIT, new Changes(examples, Set.of(), List.of(), true)))
            .release();

    @Property(tries = 1_000)
    void compile_brokenExamples_areAnswered(@ForAll long seed) {
        assertAnswered(seed);
    }

    @Tag("full")
    @Property(tries = 40_000)
    void compile_manyBrokenExamples_areAnswered(@ForAll long seed) {
        assertAnswered(seed);
    }

    private void assertAnswered(long seed) {
        var random = new Random(seed);
        var broken = broken(examples.get(random.nextInt(examples.size())), random);

        var outcome = compiler.compile(base, COMMIT, new Changes(List.of(broken), Set.of(), List.of()));

        List<Problem> problems = outcome instanceof Outcome.Rejected rejected
                ? rejected.problems()
                : ((Outcome.Compiled) outcome).release().warnings();
        var lines = new String(broken.bytes(), StandardCharsets.ISO_8859_1).split("\r\n|\r|\n", -1).length;
        assertThat(problems).allSatisfy(problem -> {
            assertThat(problem.message()).isNotBlank().doesNotContain("\n");
            assertThat(problem.code()).matches("[a-z0-9-]+");
            if (problem.at().file().equals(broken.path())) {
                // U+0085, U+2028 and U+2029 are line breaks to some.
                assertThat(problem.at().line()).isBetween(1, lines + 3);
                assertThat(problem.at().column()).isPositive();
            }
        });
    }

    private static SourceFile broken(SourceFile file, Random random) {
        var text = new StringBuilder(new String(file.bytes(), StandardCharsets.UTF_8));
        int edits = 1 + random.nextInt(4);
        for (int i = 0; i < edits && text.length() > 0; i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                case 2 -> text.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(200))));
            }
        }
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return new SourceFile(file.path(), "broken", bytes);
    }
}
