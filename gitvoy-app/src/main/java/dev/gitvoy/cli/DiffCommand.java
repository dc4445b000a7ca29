package dev.gitvoy.cli;

import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.review.Comparison;
import dev.gitvoy.review.DiffFormat;
import dev.gitvoy.review.DiffReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitvoy diff}: what a change means for Envoys, for reviewers. */
@Command(
        name = "diff",
        description = {
            "Say what differs between two commits in an operator's words, and which node groups it reaches: clusters,"
                    + " endpoints, routes and their weights, listeners, limits, policies; secrets by digest. Needs no"
                    + " server, no network and no secret. Exit code 0, 1 when the newer state has errors, 2 when something"
                    + " could not be read."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = {
            "gitvoy diff A..B [DIR] [--path SUBDIR] [--format FORMAT] [..]",
            "       gitvoy diff --base REV [DIR] [--path SUBDIR] [--format FORMAT] [..]"
        })
@SuppressWarnings("NullAway.Init")
final class DiffCommand implements Callable<Integer> {
    private static final String EXAMPLES = "for example \"gitvoy diff main..HEAD\", or \"gitvoy diff --base main\"";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "A..B|DIR",
            arity = "0..2",
            description =
                    "two commits, branches or tags (A...B: from where they parted; a side left out is HEAD), and a"
                            + " folder of their repository (default: .)")
    private @Nullable List<String> arguments;

    @Option(
            names = "--base",
            paramLabel = "REV",
            description = "compare the files as they are, committed or not, with where they left REV")
    private @Nullable String base;

    @Mixin
    private TargetOptions options;

    @Mixin
    private ApiOption api;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private DiffFormat format;

    @Option(names = "--exit-code", description = "exit with 1 also when there are differences")
    private boolean exitCode;

    @Override
    public Integer call() {
        Logging.use(Logging.Format.text);
        try {
            var report = compare();
            var out = spec.commandLine().getOut();
            out.print(format.write(report, Terminal.paint()));
            out.flush();
            return report.rejected() || (exitCode && report.differs()) ? 1 : 0;
        } catch (SourceException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private DiffReport compare() throws SourceException {
        var given = arguments == null ? List.<String>of() : arguments;
        if (base != null) {
            if (given.size() > 1) {
                throw new ParameterException(
                        spec.commandLine(), "--base and A..B exclude each other; give one of them and a folder");
            }
            return comparison(given.isEmpty() ? "." : given.get(0)).folder(base);
        }
        if (given.isEmpty() || !given.get(0).contains("..")) {
            throw new ParameterException(spec.commandLine(), "what is to be compared? " + EXAMPLES);
        }
        var range = given.get(0);
        boolean sinceParted = range.contains("...");
        var dots = sinceParted ? "..." : "..";
        var from = range.substring(0, range.indexOf(dots));
        var to = range.substring(range.indexOf(dots) + dots.length());
        return comparison(given.size() > 1 ? given.get(1) : ".").commits(orHead(from), orHead(to), sinceParted);
    }

    private Comparison comparison(String directory) {
        return new Comparison(options.in(Path.of(directory)), api.compiler());
    }

    private static String orHead(String revision) {
        return revision.isEmpty() ? "HEAD" : revision;
    }
}
