package dev.gitvoy.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.source.DirectorySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is shown to users is right: no check has anything to say of it. */
class ExamplesTest {
    private static final Path ROOT = Path.of("../examples");

    static List<Path> examples() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("xds")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_hasNoProblem(Path example) throws Exception {
        var compiler = Compilers.all();
        try (var source = new DirectorySource(example, compiler.paths())) {
            var commit = source.fetch();
            var outcome = compiler.compile(null, commit, source.changes(null, commit));

            // The quick start keeps a second version at hand, which nothing uses yet.
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Compiled.class, compiled -> assertThat(
                            compiled.release().warnings())
                    .extracting(Problem::code)
                    .allMatch("unused-name"::equals));
        }
    }

    @Test
    void examples_areFound() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(2);
    }
}
