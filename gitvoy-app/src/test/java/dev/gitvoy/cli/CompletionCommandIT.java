package dev.gitvoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionCommandIT {
    @TempDir
    private Path temp;

    private Path script;

    @BeforeEach
    void write() throws Exception {
        var run = CommandLineRun.of("completion", "bash");
        assertThat(run.exitCode()).isZero();
        script = Files.writeString(temp.resolve("gitvoy-completion"), run.out());
    }

    @Test
    void script_isBash() throws Exception {
        var run = ShellRun.of(temp, Map.of(), "bash -n " + script);

        assertThat(run).isEqualTo(new ShellRun(0, "", ""));
        assertThat(CommandLineRun.of("completion", "zsh").out()).contains("bashcompinit");
        assertThat(CommandLineRun.of("completion", "tcsh").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "gitvoy va, validate",
        "gitvoy di, diff",
        "gitvoy validate --fo, --format",
        "gitvoy validate --format sa, sarif",
        "gitvoy diff --ba, --base",
        "gitvoy serve --xds-p, --xds-port"
    })
    void realBash_completes(String typed, String completed) throws Exception {
        var words = typed.split(" ", -1);
        var run = ShellRun.of(
                temp,
                Map.of(),
                "source " + script + "; COMP_WORDS=(" + typed + "); COMP_CWORD=" + (words.length - 1)
                        + "; COMP_LINE='" + typed + "'; COMP_POINT=" + typed.length()
                        + "; _complete_gitvoy; printf '%s\\n' \"${COMPREPLY[@]}\"");

        assertThat(run.out().lines().map(String::strip)).as(run.err()).contains(completed);
    }
}
