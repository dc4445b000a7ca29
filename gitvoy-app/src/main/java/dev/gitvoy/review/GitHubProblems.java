package dev.gitvoy.review;

import dev.gitvoy.gitsync.problem.Problem;

/** Problems as GitHub's workflow commands, with a summary for whoever reads the log. */
final class GitHubProblems {
    /** Of errors, and of warnings; GitHub leaves the others of a step to the log. */
    private static final int SHOWN = 10;

    private GitHubProblems() {}

    static String of(CheckReport report) {
        var paths = FilePaths.of(report.target());
        var text = new StringBuilder();
        report.problems().forEach(problem -> text.append(command(problem, paths)));
        if (report.errors() > SHOWN || report.warnings() > SHOWN) {
            text.append("::notice title=gitvoy::")
                    .append(data(report.summary() + "; GitHub shows the first " + SHOWN
                            + " errors and warnings of a step, the log of the step has all"))
                    .append('\n');
        }
        return text.append(report.summary()).append('\n').toString();
    }

    private static String command(Problem problem, FilePaths paths) {
        var at = problem.at();
        return "::" + Json.severity(problem) + " file=" + property(paths.inRepository(at.file())) + ",line=" + at.line()
                + ",col=" + at.column() + ",title=" + property("gitvoy: " + problem.code()) + "::"
                + data(problem.message()) + "\n";
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
