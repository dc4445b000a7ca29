package dev.gitvoy.cli;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.gitsync.source.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitvoy validate}: the server's own checks, for authors. */
@Command(
        name = "validate",
        description = "Check a folder with the server's own checks; exit code 1 when it has errors.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init")
final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", defaultValue = ".", description = "root of the configuration (default: .)")
    private Path directory;

    @Mixin
    private ApiOption api;

    @Mixin
    private EnvoyOptions envoy;

    @Override
    public Integer call() {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(spec.commandLine(), directory + " is not a folder");
        }
        Logging.use(Logging.Format.text);
        var compiler = api.compiler();
        try (var source = new DirectorySource(directory, compiler.paths())) {
            var commit = source.fetch();
            var changes = source.changes(null, commit);
            var outcome = compiler.compile(null, commit, changes);
            return report(problems(outcome), changes.changed().size());
        } catch (SourceException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    /** Envoy is asked only about what has no error that we know of. */
    private List<Problem> problems(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.problems();
        }
        var release = ((Outcome.Compiled) outcome).release();
        return Stream.concat(release.warnings().stream(), envoy.check(release).stream())
                .sorted()
                .toList();
    }

    private int report(List<Problem> problems, int files) {
        var out = spec.commandLine().getOut();
        problems.forEach(problem -> out.println(line(problem)));
        long errors = problems.stream().filter(Problem::isError).count();
        out.printf(
                "%s: %s, %s, %s%n",
                errors == 0 ? "ok" : "not ok",
                count(files, "file"),
                count(errors, "error"),
                count(problems.size() - errors, "warning"));
        out.flush();
        return errors == 0 ? 0 : 1;
    }

    /** With the path as seen from where the author is, so that an editor can jump to it. */
    private String line(Problem problem) {
        var at = problem.at();
        return directory.resolve(at.file()).normalize() + ":" + at.line() + ":" + at.column() + ": "
                + (problem.isError() ? "" : "warning: ") + problem.message();
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
