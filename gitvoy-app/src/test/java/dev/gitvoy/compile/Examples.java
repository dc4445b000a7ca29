package dev.gitvoy.compile;

import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.gitsync.source.SourceFile;
import dev.gitvoy.serve.Compilers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The configurations under {@code examples/}, as one: each in a node group of its own. */
final class Examples {
    private static final List<String> NAMES = List.of("quickstart", "traffic");

    private Examples() {}

    static List<SourceFile> files() {
        var files = new ArrayList<SourceFile>();
        for (var name : NAMES) {
            try (var source = new DirectorySource(
                    Path.of("..", "examples", name), Compilers.all().paths())) {
                for (var file : source.changes(null, source.fetch()).changed()) {
                    var path = file.path().replaceFirst("^xds/edge/", "xds/" + name + "/");
                    files.add(new SourceFile(path, file.contentId(), file.bytes()));
                }
            } catch (SourceException e) {
                throw new IllegalStateException(e);
            }
        }
        files.sort((one, other) -> one.path().compareTo(other.path()));
        return files;
    }
}
