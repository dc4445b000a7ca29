package dev.gitvoy.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Programs programs = new Programs(Map.of("PATH", "/usr/bin:/bin", "A", "1"), Map.of("A", "2"));

    @Test
    void run_failingProgram_givesStatusAndBothOutputs() throws IOException {
        var result = programs.run(DEADLINE, List.of("/bin/sh", "-c", "echo out $A; echo why >&2; exit 3"));

        assertThat(result).isEqualTo(new Programs.Result(3, "out 2\nwhy"));
        assertThat(result.lastLine()).isEqualTo("why");
    }

    @Test
    void run_programThatDoesNotEnd_isStoppedAtTheDeadline() {
        assertThatThrownBy(() -> programs.run(Duration.ofMillis(50), List.of("/bin/sh", "-c", "sleep 600; true")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not done after");
    }

    @Test
    void find_missingProgram_isEmpty() {
        assertThat(programs.find("sh")).isPresent();
        assertThat(programs.find("no-such-program")).isEmpty();
    }
}
