package dev.gitvoy.gitsync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
}
