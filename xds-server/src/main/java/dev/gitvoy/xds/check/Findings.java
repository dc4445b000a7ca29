package dev.gitvoy.xds.check;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.function.Consumer;

/**
 * Where a check of one message reports.
 *
 * @param isResource whether the message is a resource itself, not a part of one
 */
record Findings(FieldPlaces places, boolean isResource, Consumer<Problem> problems) {
    void error(Location at, String code, String what) {
        problems.accept(Problem.error(at, code, what));
    }

    void warning(Location at, String code, String what) {
        problems.accept(Problem.warning(at, code, what));
    }
}
