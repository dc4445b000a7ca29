package dev.gitvoy.gitsync.source;

import dev.gitvoy.gitsync.problem.Problem;
import java.util.List;

/** A commit goes beyond a limit, so that nothing of it is taken in; with what to tell its author. */
final class TooMuchException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    TooMuchException(List<Problem> problems) {
        super("the configuration goes beyond a limit", null, false, false);
        this.problems = List.copyOf(problems);
    }

    List<Problem> problems() {
        return problems;
    }
}
