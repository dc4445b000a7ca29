package dev.gitvoy.cli;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Problem.Severity;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.review.CheckFormat;
import dev.gitvoy.review.CheckReport;
import dev.gitvoy.review.Target.Content;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitvoy validate}: the server's own checks, for authors. */
@Command(
        name = "validate",
        description = "Check a configuration with the server's own checks; needs no server and no network. Exit code 0"
                + " when nothing is wrong, 1 when it has errors, 2 when it could not be read.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
@SuppressWarnings("NullAway.Init")
final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            defaultValue = ".",
            description = "root of the configuration, or with --rev a Git repository (default: .)")
    private Path directory;

    @Option(
            names = "--rev",
            paramLabel = "REV",
            description = "check a commit, branch or tag of the repository that DIR is in, not the files as they are")
    private @Nullable String revision;

    @Mixin
    private TargetOptions options;

    @Mixin
    private ApiOption api;

    @Mixin
    private EnvoyOptions envoy;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private CheckFormat format;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            defaultValue = "error",
            description = "what makes the exit code 1: error, or warning for errors and warnings (default: error)")
    private Severity failOn;

    @Override
    public Integer call() {
        Logging.use(Logging.Format.text);
        try {
            var report = check();
            var out = spec.commandLine().getOut();
            out.print(format.write(report, Terminal.paint()));
            out.flush();
            boolean failed = report.errors() > 0 || (failOn == Severity.WARNING && report.warnings() > 0);
            return failed ? 1 : 0;
        } catch (SourceException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private CheckReport check() throws SourceException {
        var compiler = api.compiler();
        var target = options.in(directory);
        Content content =
                revision == null ? target.folder(compiler.paths()) : target.revision(revision, compiler.paths());
        var changes = content.changes();
        if (changes.changed().isEmpty() && changes.problems().isEmpty()) {
            throw target.nothing(compiler.places());
        }
        var outcome = compiler.compile(null, content.commit(), changes);
        return new CheckReport(
                target,
                problems(outcome),
                changes.changed().size(),
                revision == null ? Optional.empty() : Optional.of(content.commit()));
    }

    /** Envoy is asked only about what has no error that we know of. */
    private List<Problem> problems(Outcome outcome) {
        var known = CheckReport.problemsOf(outcome);
        return outcome instanceof Outcome.Compiled compiled
                ? Stream.concat(known.stream(), envoy.check(compiled.release()).stream())
                        .sorted()
                        .toList()
                : known;
    }
}
