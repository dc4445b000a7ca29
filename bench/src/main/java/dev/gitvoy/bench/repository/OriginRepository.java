package dev.gitvoy.bench.repository;

import dev.gitvoy.bench.BenchException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bare Git repository that a {@link ConfigTree} is committed to: what a forge would hold. Git itself writes it, without the
 * user's settings. Used by one thread.
 */
final class OriginRepository {
    private static final String BRANCH = "refs/heads/main";
    private static final long FIRST_SECOND = 1_700_000_000;

    private final ConfigTree tree;
    private final Path path;
    private int commits;

    private OriginRepository(Path path, ConfigTree tree) {
        this.path = path;
        this.tree = tree;
    }

    /** One with a first commit of all that there is. */
    static OriginRepository create(Path path, ConfigTree tree) throws BenchException, InterruptedException {
        var repository = new OriginRepository(path, tree);
        repository.git("init", "--quiet", "--bare", "--initial-branch=main", path.toString());
        repository.commit(tree.all());
        return repository;
    }

    Path path() {
        return path;
    }

    /** Commits some services as they are now. Returns the commit's id. */
    String commit(List<Integer> services) throws BenchException, InterruptedException {
        return commit(out -> {
            for (int service : services) {
                file(out, ConfigTree.path(service), tree.yaml(service));
            }
        });
    }

    /** Commits something that is no configuration. Returns the commit's id. */
    String commitReadme() throws BenchException, InterruptedException {
        return commit(out -> file(out, "README.md", "Version " + commits + "\n"));
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private String commit(Content content) throws BenchException, InterruptedException {
        var parent = commits == 0 ? "" : "from " + BRANCH + "^0\n";
        var header =
                "commit %s\ncommitter Bench <bench@example.com> %d +0000\n".formatted(BRANCH, FIRST_SECOND + commits);
        var message = "change " + commits;
        commits++;
        run(List.of("--git-dir=" + path, "fast-import", "--quiet"), out -> {
            out.write(bytes(header));
            data(out, message);
            out.write(bytes(parent));
            content.writeTo(out);
        });
        return newest();
    }

    /** The newest commit's id. */
    String newest() throws BenchException, InterruptedException {
        return git("--git-dir=" + path, "rev-parse", BRANCH).trim();
    }

    /** See git-fast-import(1). */
    private static void file(OutputStream out, String path, String content) throws IOException {
        out.write(bytes("M 100644 inline " + path + "\n"));
        data(out, content);
    }

    private static void data(OutputStream out, String content) throws IOException {
        var bytes = bytes(content);
        out.write(bytes("data " + bytes.length + "\n"));
        out.write(bytes);
        out.write('\n');
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String git(String... args) throws BenchException, InterruptedException {
        return run(List.of(args), out -> {});
    }

    private static String run(List<String> args, Content input) throws BenchException, InterruptedException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(args);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        try {
            var process = builder.start();
            try (var out = new BufferedOutputStream(process.getOutputStream())) {
                input.writeTo(out);
            }
            var answer = read(process.getInputStream());
            int code = process.waitFor();
            if (code != 0) {
                throw new BenchException("git " + args + " ended with " + code + "; its errors are above");
            }
            return answer;
        } catch (IOException e) {
            throw new BenchException("git " + args + " failed, or is not installed: " + e.getMessage(), e);
        }
    }

    private static String read(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        in.transferTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
