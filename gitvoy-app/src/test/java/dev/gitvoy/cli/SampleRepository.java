package dev.gitvoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An author's clone, made by Git itself. The same steps make the same commit ids. */
final class SampleRepository {
    private final Path path;

    private SampleRepository(Path path) {
        this.path = path;
    }

    static SampleRepository init(Path path) throws IOException {
        Files.createDirectories(path);
        var repository = new SampleRepository(path);
        repository.git("init", "-q", "-b", "main");
        return repository;
    }

    Path path() {
        return path;
    }

    void write(String file, String content) throws IOException {
        var target = path.resolve(file);
        Files.createDirectories(target.resolveSibling("."));
        Files.writeString(target, content);
    }

    void delete(String file) throws IOException {
        Files.delete(path.resolve(file));
    }

    /** In place of all that is there. */
    void copyOf(Path folder) throws IOException {
        git("rm", "-rq", "--ignore-unmatch", ".");
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                write(folder.relativize(file).toString(), Files.readString(file));
            }
        }
    }

    /** Commits everything; returns the commit's id. */
    String commit(String message) throws IOException {
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "--no-gpg-sign", "-m", message);
        return git("rev-parse", "HEAD");
    }

    String git(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("git", "-c", "core.autocrlf=false"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(path.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        for (var who : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + who + "_NAME", "Ada");
            environment.put("GIT_" + who + "_EMAIL", "ada@example.com");
            environment.put("GIT_" + who + "_DATE", "2026-01-01T00:00:00Z");
        }
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            assertThat(process.waitFor())
                    .as("git %s: %s", List.of(arguments), output)
                    .isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }
}
