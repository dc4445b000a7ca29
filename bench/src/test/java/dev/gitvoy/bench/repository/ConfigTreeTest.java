package dev.gitvoy.bench.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.source.Changes;
import dev.gitvoy.gitsync.source.Commit;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.serve.Compilers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigTreeTest {
    @Test
    void yaml_compiles_withoutAWarning() {
        var tree = new ConfigTree(32);
        List<SourceFile> files = tree.all().stream()
                .map(service -> new SourceFile(
                        ConfigTree.path(service),
                        Integer.toString(service),
                        tree.yaml(service).getBytes(StandardCharsets.UTF_8)))
                .sorted((one, other) -> one.path().compareTo(other.path()))
                .toList();

        var outcome = Compilers.all()
                .compile(null, new Commit("c", "a", "s", Instant.EPOCH), new Changes(files, Set.of(), List.of(), true));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Compiled.class, compiled -> assertThat(
                        compiled.release().warnings())
                .isEmpty());
    }

    @Test
    void path_hasAtMostAHundredFilesInAFolder() {
        var tree = new ConfigTree(100_000);

        var sizes = tree.all().stream()
                .map(service -> ConfigTree.path(service).replaceAll("/[^/]*$", ""))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(sizes.values()).allSatisfy(size -> assertThat(size).isBetween(1L, 100L));
        assertThat(ConfigTree.groups()).hasSize(4).allSatisfy(group -> assertThat(tree.names(group))
                .hasSize(6_250));
    }

    @Test
    void edit_takesOtherServicesEachTime_andContentThatNeverWas() {
        var tree = new ConfigTree(1_600);
        var before = tree.yaml(0);

        var edited = tree.edit(400);
        var after = tree.yaml(0);
        tree.edit(400);

        assertThat(edited).doesNotHaveDuplicates().hasSize(400);
        assertThat(List.of(before, after, tree.yaml(0))).doesNotHaveDuplicates();
        assertThatThrownBy(() -> tree.edit(401)).isInstanceOf(IllegalArgumentException.class);
    }
}
