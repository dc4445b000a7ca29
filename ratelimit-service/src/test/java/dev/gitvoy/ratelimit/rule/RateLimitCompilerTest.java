package dev.gitvoy.ratelimit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.release.Compiler.Input;
import dev.gitvoy.gitsync.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RateLimitCompilerTest {
    private final RateLimitCompiler compiler = new RateLimitCompiler();

    @Test
    void compile_emptyFolder_isAccepted() {
        assertThat(compiler.compile(null, input(Set.of())).problems()).isEmpty();
    }

    @Test
    void compile_file_isRefusedUntilItIsGone() {
        var refused = compiler.compile(null, input(Set.of(), "ratelimit/edge.yaml"));
        assertThat(refused.problems())
                .hasToString(
                        "[ratelimit/edge.yaml:1:1: this version of gitvoy does not serve limits yet; remove the file]");

        assertThat(compiler.compile(refused.artifact(), input(Set.of())).problems())
                .hasSize(1);
        assertThat(compiler.compile(refused.artifact(), input(Set.of("ratelimit/edge.yaml")))
                        .problems())
                .isEmpty();
    }

    @Test
    void compile_readme_isAccepted() {
        assertThat(compiler.compile(null, input(Set.of(), "ratelimit/README.md"))
                        .problems())
                .isEmpty();
    }

    private static Input input(Set<String> removed, String... changed) {
        var files = List.of(changed).stream()
                .map(path -> new SourceFile(path, "id", "domain: edge".getBytes(StandardCharsets.UTF_8)))
                .toList();
        return new Input(files, removed, Map.of());
    }
}
