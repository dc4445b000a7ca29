package dev.gitvoy.review;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.guard.Printable;
import dev.gitvoy.review.Paint.Tone;
import java.util.List;
import java.util.stream.Collectors;

/** Problems as compilers print them, a line each. */
final class TextProblems {
    /** Longer than any message of ours. */
    private static final int LONGEST = 4_000;

    private TextProblems() {}

    static String of(CheckReport report, Paint paint) {
        var tone = report.errors() > 0 ? Tone.ERROR : report.warnings() > 0 ? Tone.WARNING : Tone.GOOD;
        return lines(report.target(), report.problems(), paint) + paint.paint(tone, report.summary()) + "\n";
    }

    static String lines(Target target, List<Problem> problems, Paint paint) {
        var paths = FilePaths.of(target);
        return problems.stream().map(problem -> line(problem, paths, paint)).collect(Collectors.joining());
    }

    private static String line(Problem problem, FilePaths paths, Paint paint) {
        var at = problem.at();
        var place = paths.seen(at.file()) + ":" + at.line() + ":" + at.column() + ":";
        return paint.paint(Tone.STRONG, Printable.of(place, LONGEST)) + " "
                + (problem.isError() ? paint.paint(Tone.ERROR, "error:") : paint.paint(Tone.WARNING, "warning:")) + " "
                + Printable.of(problem.message(), LONGEST) + " "
                + paint.paint(Tone.QUIET, "[" + problem.code() + "]") + "\n";
    }
}
