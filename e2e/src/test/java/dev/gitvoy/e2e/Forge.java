package dev.gitvoy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The place that authors push to: a bare repository, beside a work tree from which this class commits and pushes with the
 * {@code git} of this machine. No configuration of the machine or its user takes part.
 */
final class Forge {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_AUTHOR_NAME", "Ada Author",
            "GIT_AUTHOR_EMAIL", "ada@example.test",
            "GIT_COMMITTER_NAME", "Ada Author",
            "GIT_COMMITTER_EMAIL", "ada@example.test");

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    private final Path bare;
    private final Path unreachable;
    private final Path workTree;
    private Instant pushed = Instant.EPOCH;

    private Forge(Path directory) {
        bare = directory.resolve("config.git");
        unreachable = directory.resolve("config.git.away");
        workTree = directory.resolve("author");
    }

    /** A file of the config repository to write, or to delete when it has no content. */
    record Change(String path, @Nullable String content) {
        static Change write(String path, String content) {
            return new Change(path, content);
        }

        /** The same file with another text for each occurrence of one. */
        Change replacing(String one, String other) {
            return content == null ? this : new Change(path, content.replace(one, other));
        }

        static Change delete(String path) {
            return new Change(path, null);
        }
    }

    /** Makes a repository whose branch {@code main} has one commit with these files. */
    static Forge create(Path directory, Change... files) {
        var forge = new Forge(directory);
        git(directory, "init", "--quiet", "--bare", "--initial-branch=main", forge.bare.toString());
        git(directory, "init", "--quiet", "--initial-branch=main", forge.workTree.toString());
        forge.git("remote", "add", "origin", forge.bare.toString());
        forge.commit("the first configuration", files);
        return forge;
    }

    /** What {@code --repo} is given. */
    Path repository() {
        return bare;
    }

    /** The id of the newest commit on {@code main}. */
    String head() {
        return git("rev-parse", "main");
    }

    /** When the latest push began. */
    Instant pushed() {
        return pushed;
    }

    /** Commits to {@code main} and pushes; returns the commit's id. */
    String commit(String message, Change... changes) {
        git("checkout", "--quiet", "-B", "main");
        apply(message, changes);
        return push("main");
    }

    /** Commits to a new branch off {@code main} and pushes it; returns the commit's id. */
    String branch(String name, Change... changes) {
        git("checkout", "--quiet", "-b", name, "main");
        apply("work on " + name, changes);
        push(name);
        var commit = git("rev-parse", name);
        git("checkout", "--quiet", "main");
        return commit;
    }

    /** Merges a branch into {@code main}, as the button of a pull request does, and pushes; returns the merge commit's id. */
    String merge(String branch) {
        git("merge", "--quiet", "--no-ff", "-m", "Merge " + branch, branch);
        return push("main");
    }

    /** Undoes the newest commit of {@code main}, which may be a merge, and pushes; returns the new commit's id. */
    String revert() {
        boolean merge = git("rev-list", "--parents", "-1", "main").split(" ", -1).length > 2;
        if (merge) {
            git("revert", "--no-edit", "-m", "1", "main");
        } else {
            git("revert", "--no-edit", "main");
        }
        return push("main");
    }

    /** Rewrites the newest commit of {@code main}, as somebody with a forced push does; returns the new commit's id. */
    String amend(String message, Change... changes) {
        git("checkout", "--quiet", "-B", "main");
        write(changes);
        git("add", "--all");
        git("commit", "--quiet", "--amend", "-m", message);
        git("push", "--quiet", "--force", "origin", "main");
        return head();
    }

    /** Signs the newest commit of {@code main} and pushes it in place of the unsigned one, which was not pushed; returns its id. */
    String commitSigned(SshSigner signer, String message, Change... changes) {
        git("checkout", "--quiet", "-B", "main");
        apply(message, changes);
        var unsigned = git("cat-file", "commit", "main");
        // The command's output comes without the line end that closes the message.
        var object = workTree.resolveSibling("signed-commit");
        try {
            Files.writeString(object, signer.sign(unsigned + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git("reset", "--quiet", "--hard", git("hash-object", "-t", "commit", "-w", object.toString()));
        return push("main");
    }

    /** Takes pushes over HTTP, which Git's backend does not if it is not told to. */
    void letPush() {
        git(bare, "config", "http.receivepack", "true");
    }

    /** Lets pushes go to another address of the same repository, whose server has this certificate. */
    void pushTo(String address, Path certificate) {
        // In the environment, for a machine may have one of its own there, which comes before every setting.
        environment.put("GIT_SSL_CAINFO", certificate.toString());
        git("remote", "set-url", "origin", address);
    }

    /** From now on the forge cannot be reached. */
    void away() {
        move(bare, unreachable);
    }

    /** The forge can be reached again. */
    void back() {
        move(unreachable, bare);
    }

    private void apply(String message, Change... changes) {
        write(changes);
        git("add", "--all");
        git("commit", "--quiet", "-m", message);
    }

    private void write(Change... changes) {
        for (var change : changes) {
            var file = workTree.resolve(change.path());
            try {
                if (change.content() == null) {
                    Files.delete(file);
                } else {
                    Files.createDirectories(file.resolveSibling("."));
                    Files.writeString(file, change.content());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String push(String branch) {
        pushed = Instant.now();
        git("push", "--quiet", "origin", branch);
        return git("rev-parse", branch);
    }

    private String git(String... arguments) {
        return git(workTree, environment, arguments);
    }

    private static String git(Path directory, String... arguments) {
        return git(directory, ENVIRONMENT, arguments);
    }

    private static String git(Path directory, Map<String, String> environment, String... arguments) {
        return new Command(directory, environment, DEADLINE)
                .run(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList());
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
