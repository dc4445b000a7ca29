package dev.gitvoy.serve;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.gitsync.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The bad inputs in {@code src/test/resources/mistakes}, a repository in which each file is a commit of its own, named after
 * its mistake. What needs several files is a folder below {@code repositories}.
 *
 * <p>Beside each is what is said of it, a line for each problem: {@code line:column severity code message}, and in a folder
 * the file's path before that.
 */
final class Mistakes {
    /** In the module, not on the class path: the expected files are rewritten where they are kept. */
    static final Path ROOT = Path.of("src/test/resources/mistakes");

    /**
     * The codes of errors that {@code envoy --mode validate} refuses too, once the resources are where it looks at them. Two
     * more are errors of ours: it takes an empty list of HTTP filters, and only a running Envoy refuses disallowed fields.
     */
    static final Set<String> REFUSED_BY_ENVOY = Set.of(
            "bad-format",
            "bad-hex",
            "bad-regex",
            "body-too-long",
            "client-address",
            "cluster-specifier",
            "cluster-weights",
            "duplicate-domain",
            "duplicate-filter-chain",
            "duplicate-upgrade",
            "eds-config",
            "envoy-rule",
            "expected-statuses",
            "grpc-health-check",
            "header-mutation",
            "http-filters",
            "lb-policy",
            "lb-subset",
            "logical-dns",
            "network-filters",
            "no-certificate",
            "no-filter-chain",
            "no-filter-config",
            "no-private-key",
            "not-an-ip",
            "original-dst",
            "path-rewrite",
            "retry-back-off",
            "scope-key",
            "server-name",
            "transport-socket",
            "untrusted-names");

    private static final String REPOSITORIES = "repositories";
    private static final String EXPECTED = "expected";

    private Mistakes() {}

    /** One bad input. */
    record Mistake(String name, Path input, Path expected) {
        private boolean isRepository() {
            return Files.isDirectory(input);
        }

        /** Returns what is said of it, line by line, after compiling it below an empty folder. */
        List<String> report(Path folder) throws IOException, SourceException {
            return problems(folder).stream().map(this::line).toList();
        }

        List<Problem> problems(Path folder) throws IOException, SourceException {
            copy(folder);
            var compiler = Compilers.all();
            try (var source = new DirectorySource(folder, compiler.paths())) {
                var commit = source.fetch();
                var outcome = compiler.compile(null, commit, source.changes(null, commit));
                return outcome instanceof Outcome.Rejected rejected
                        ? rejected.problems()
                        : ((Outcome.Compiled) outcome).release().warnings();
            }
        }

        private void copy(Path folder) throws IOException {
            var root = isRepository() ? input : ROOT;
            if (!isRepository()) {
                Files.createDirectories(folder);
                // Alone, a part is used by nothing: no mistake of interest.
                Files.writeString(folder.resolve("gitvoy.yaml"), "checks: {unused-name: off}\n");
            }
            try (var files = isRepository() ? Files.walk(input) : Stream.of(input)) {
                for (var file : files.filter(Files::isRegularFile)
                        .filter(path -> !path.equals(expected))
                        .toList()) {
                    var target = folder.resolve(root.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }

        private String line(Problem problem) {
            var at = problem.at();
            return (isRepository() ? at.file() + ":" : "")
                    + "%d:%d %s %s %s"
                            .formatted(
                                    at.line(),
                                    at.column(),
                                    problem.severity().name().toLowerCase(Locale.ROOT),
                                    problem.code(),
                                    problem.message());
        }
    }

    static List<Mistake> all() throws IOException {
        try (var files = Files.walk(ROOT);
                var repositories = Files.list(ROOT.resolve(REPOSITORIES))) {
            var single = files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(ROOT.resolve(REPOSITORIES)))
                    .filter(file -> !file.toString().endsWith("." + EXPECTED))
                    .map(file -> new Mistake(name(file), file, file.resolveSibling(stem(file) + "." + EXPECTED)));
            var folders = repositories.map(folder -> new Mistake(name(folder), folder, folder.resolve(EXPECTED)));
            return Stream.concat(single, folders)
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .toList();
        }
    }

    private static String name(Path input) {
        return ROOT.relativize(input).toString();
    }

    private static String stem(Path file) {
        var name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }
}
