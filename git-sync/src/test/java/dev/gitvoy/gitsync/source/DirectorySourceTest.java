package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.gitsync.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectorySourceTest extends ConfigSourceContract {
    @Override
    ConfigSource open() throws Exception {
        return new DirectorySource(folder(), PATHS);
    }

    @Override
    Path folder() throws Exception {
        return created(temp.resolve("config"));
    }

    @Override
    void commit(String message) {}

    @Test
    void fetch_noSuchFolder_saysSo() {
        var source = new DirectorySource(temp.resolve("nowhere"), PATHS);

        assertThatThrownBy(source::fetch)
                .isInstanceOf(SourceException.class)
                .hasMessageEndingWith("nowhere is not a folder");
    }

    @Test
    void fetch_editedOutsideTheConfiguration_isSameCommit() throws Exception {
        write("xds/all/a.yaml", "a");
        try (var source = open()) {
            var before = source.fetch();

            write("README.md", "words");

            assertThat(source.fetch()).isEqualTo(before);
        }
    }

    @Test
    void fetch_rootIsALink_isFollowed() throws Exception {
        write("xds/all/a.yaml", "a");
        var link = Files.createSymbolicLink(temp.resolve("link"), folder());

        try (var source = new DirectorySource(link, PATHS)) {
            assertThat(contents(source.changes(null, source.fetch()))).containsOnlyKeys("xds/all/a.yaml");
        }
    }

    @Test
    void fetch_linkThatLoops_ends() throws Exception {
        write("xds/all/a.yaml", "a");
        Files.createSymbolicLink(folder().resolve("xds/all/loop"), Path.of(".."));

        try (var source = open()) {
            assertThat(codes(source)).containsExactly("symlink");
        }
    }

    @Test
    void fetch_notAFile_isAProblem() throws Exception {
        write("xds/all/a.yaml", "a");
        assertThat(new ProcessBuilder("mkfifo", folder().resolve("xds/all/pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        try (var source = open()) {
            assertThat(codes(source)).containsExactly("not-a-file");
        }
    }

    @Test
    void fetch_namesBeyondAscii_areReadAsUtf8WhateverTheLocale() throws Exception {
        var folder = Files.createDirectories(folder().resolve("xds/all"));
        // Not by Java, which may be unable to write such names.
        assertThat(new ProcessBuilder(
                                "bash",
                                "-c",
                                "printf x > $'caf\\xc3\\xa9.yaml'; printf x > $'bad\\xff.yaml'; printf x > $'%25.yaml'")
                        .directory(folder.toFile())
                        .start()
                        .waitFor())
                .isZero();

        try (var source = open()) {
            var changes = source.changes(null, source.fetch());

            assertThat(contents(changes)).containsOnlyKeys("xds/all/caf\u00e9.yaml", "xds/all/%25.yaml");
            assertThat(changes.problems()).hasToString("[xds/all/bad\\xff.yaml:1:1: the name is not UTF-8; rename it]");
        }
    }

    @Test
    void fetch_beyondALimit_namesIt() throws Exception {
        for (int i = 0; i < 10; i++) {
            write("xds/all/" + i, "x".repeat(100));
            write("docs/" + i, "x".repeat(100));
        }

        // Two folders and ten files.
        assertThat(codes(new DirectorySource(folder(), PATHS, new SourceLimits(100, 1000, 12, 4, 40, 10))))
                .isEmpty();
        assertThat(codes(new DirectorySource(folder(), PATHS, new SourceLimits(100, 1000, 11, 4, 40, 10))))
                .containsExactly("too-many-entries");
        assertThat(codes(new DirectorySource(folder(), PATHS, new SourceLimits(100, 999, 12, 4, 40, 10))))
                .containsExactly("too-many-bytes");
        assertThat(codes(new DirectorySource(folder(), PATHS, new SourceLimits(99, 1000, 12, 4, 40, 5))))
                .hasSize(6)
                .endsWith("too-many-problems");
    }

    private static List<String> codes(ConfigSource source) throws Exception {
        return source.changes(null, source.fetch()).problems().stream()
                .map(Problem::code)
                .toList();
    }
}
