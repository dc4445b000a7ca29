package dev.gitvoy.e2e;

import static dev.gitvoy.e2e.Forge.Change.delete;
import static dev.gitvoy.e2e.Forge.Change.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the forge of the scenarios does what they believe, as seen by a plain {@code git}. */
class ForgeIT {
    @TempDir
    Path directory;

    private Forge forge;

    @BeforeEach
    void createForge() {
        forge = Forge.create(directory, write("a.yaml", "1"), write("b/c.yaml", "2"));
    }

    @Test
    void branch_leavesMainAlone() {
        var first = forge.head();

        var commit = forge.branch("work", write("a.yaml", "changed"), delete("b/c.yaml"));

        assertThat(git("rev-parse", "main")).isEqualTo(first);
        assertThat(git("rev-parse", "work")).isEqualTo(commit);
        assertThat(git("ls-tree", "-r", "--name-only", "work")).isEqualTo("a.yaml");
    }

    @Test
    void merge_keepsBothParents() {
        var branch = forge.branch("work", write("a.yaml", "changed"));
        var first = forge.head();

        var merged = forge.merge("work");

        assertThat(git("rev-parse", "main", "main^1", "main^2")).isEqualTo(String.join("\n", merged, first, branch));
        assertThat(git("show", "main:a.yaml")).isEqualTo("changed");
    }

    @Test
    void revert_restoresTree_ofCommitAndOfMerge() {
        var tree = git("rev-parse", "main^{tree}");

        forge.commit("change", write("a.yaml", "changed"));
        forge.revert();
        assertThat(git("rev-parse", "main^{tree}")).isEqualTo(tree);

        forge.branch("work", delete("a.yaml"));
        forge.merge("work");
        forge.revert();
        assertThat(git("rev-parse", "main^{tree}")).isEqualTo(tree);
    }

    @Test
    void away_cannotBeReached_untilBack() {
        forge.away();
        assertThat(Files.exists(forge.repository())).isFalse();

        forge.back();
        assertThat(git("rev-parse", "main")).isEqualTo(forge.head());
    }

    private String git(String... arguments) {
        var command =
                Stream.concat(Stream.of("git", "--git-dir", forge.repository().toString()), Stream.of(arguments));
        return new Command(directory, Map.of(), Duration.ofSeconds(10)).run(command.toList());
    }
}
