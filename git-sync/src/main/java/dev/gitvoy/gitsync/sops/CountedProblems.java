package dev.gitvoy.gitsync.sops;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.function.Consumer;

/** Passes the problems of one file on and knows whether there were any. */
final class CountedProblems implements Consumer<Problem> {
    private final Consumer<Problem> sink;
    private boolean any;

    CountedProblems(Consumer<Problem> sink) {
        this.sink = sink;
    }

    boolean any() {
        return any;
    }

    void error(Location at, String code, String message) {
        accept(Problem.error(at, code, message));
    }

    @Override
    public void accept(Problem problem) {
        any = true;
        sink.accept(problem);
    }
}
