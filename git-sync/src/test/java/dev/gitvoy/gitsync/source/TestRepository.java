package dev.gitvoy.gitsync.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/** What a forge of a test serves. */
final class TestRepository {
    private static final PersonIdent ADA = new PersonIdent("Ada", "ada@example.com");

    private final Path path;

    TestRepository(Path path) throws GitAPIException {
        IsolatedGit.install();
        this.path = path;
        Git.init().setInitialBranch("main").setDirectory(path.toFile()).call().close();
    }

    Path path() {
        return path;
    }

    Git git() throws IOException {
        return Git.open(path.toFile());
    }

    /** A commit that writes one file; returns its id. */
    String commit(String file, String content) throws IOException, GitAPIException {
        var target = path.resolve(file);
        Files.createDirectories(target.resolveSibling("."));
        Files.writeString(target, content);
        try (var git = git()) {
            git.add().addFilepattern(".").call();
            return git.commit()
                    .setMessage("edit " + file)
                    .setAuthor(ADA)
                    .setCommitter(ADA)
                    .setSign(false)
                    .call()
                    .name();
        }
    }
}
