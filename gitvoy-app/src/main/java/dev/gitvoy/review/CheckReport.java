package dev.gitvoy.review;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.CommitCompiler.Outcome;
import dev.gitvoy.gitsync.source.Commit;
import java.util.List;
import java.util.Optional;

/**
 * What the checks say of a configuration.
 *
 * @param problems sorted by place
 * @param files how many were checked
 * @param commit what was checked; empty for files as they lie in a folder
 */
public record CheckReport(Target target, List<Problem> problems, int files, Optional<Commit> commit) {
    public CheckReport {
        problems = List.copyOf(problems);
    }

    /** Everything that was found out about a commit. */
    public static List<Problem> problemsOf(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                ? rejected.problems()
                : ((Outcome.Compiled) outcome).release().warnings();
    }

    public long errors() {
        return problems.stream().filter(Problem::isError).count();
    }

    public long warnings() {
        return problems.size() - errors();
    }

    /** {@code not ok: 3 files, 2 errors, 1 warning}. */
    String summary() {
        return (errors() == 0 ? "ok: " : "not ok: ")
                + String.join(
                        ", ",
                        Words.count(files, "file"),
                        Words.count(errors(), "error"),
                        Words.count(warnings(), "warning"));
    }
}
