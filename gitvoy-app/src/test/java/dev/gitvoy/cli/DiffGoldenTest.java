package dev.gitvoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.review.DiffFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The folders {@code before} and {@code after} differ in something of every kind; beside them is what the program says of that.
 * To write these files anew: {@code mvn -pl :gitvoy -am test -Dtest=DiffGoldenTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dgolden.write=true}, and read what changed in them.
 */
class DiffGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/gitvoy/cli/diff");
    private static final Map<DiffFormat, String> FILES =
            Map.of(DiffFormat.text, "diff.txt", DiffFormat.markdown, "diff.md", DiffFormat.json, "diff.json");

    @TempDir
    private Path temp;

    @ParameterizedTest
    @EnumSource
    void commits_differInEveryKind_asWritten(DiffFormat format) throws IOException {
        var run = CommandLineRun.of("diff", "main..change", sample(), "--format", format.name());

        assertThat(run.exitCode()).as(run.err()).isZero();
        var golden = FOLDER.resolve(FILES.get(format));
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, run.out());
        }
        assertThat(run.out()).isEqualTo(Files.readString(golden));
    }

    @Test
    void nothingSecret_isShown_inAnyFormat() throws IOException {
        var sample = sample();

        for (var format : DiffFormat.values()) {
            for (var range : new String[] {"main..change", "change..main", "empty..change", "change..empty"}) {
                var run = CommandLineRun.of("diff", range, sample, "--format", format.name());

                assertThat(run.exitCode()).as(run.err()).isZero();
                assertThat(run.out())
                        .contains("secret")
                        .doesNotContain("never to be shown")
                        .doesNotContain("3a3f4fe14a");
            }
        }
    }

    private String sample() throws IOException {
        var repository = SampleRepository.init(temp.resolve("sample"));
        repository.write("xds/all/README.md", "nothing yet");
        repository.commit("empty");
        repository.git("branch", "empty");
        repository.copyOf(FOLDER.resolve("before"));
        repository.commit("before");
        repository.git("checkout", "-q", "-b", "change");
        repository.copyOf(FOLDER.resolve("after"));
        repository.commit("after");
        return repository.path().toString();
    }
}
