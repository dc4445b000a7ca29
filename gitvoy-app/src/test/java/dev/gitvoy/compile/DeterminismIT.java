package dev.gitvoy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Replicas on machines of another kind compile a commit to the same versions, and say the same of a bad one. */
class DeterminismIT {
    @Test
    void compile_inAnotherJvm_isTheSame() throws Exception {
        var here = compiledWith();
        var elsewhere = compiledWith(
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Asia/Kathmandu",
                "-Dfile.encoding=ISO-8859-1",
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=7",
                // Identity hashes by another rule: whatever depends on them comes in another order.
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=2");

        assertThat(elsewhere).isEqualTo(here);
        assertThat(here).hasSizeGreaterThan(600).anySatisfy(line -> assertThat(line)
                .contains("did you mean \"lb_policy\"?"));
    }

    private static List<String> compiledWith(String... options) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CompiledByChild.class.getName()));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
