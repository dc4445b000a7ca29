package dev.gitvoy.xds.check;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.function.Consumer;

/**
 * Where a check of one message reports.
 *
 * @param isResource whether the message is a resource itself, not a part of one
 * @param seen in what came before of the same resource
 */
record Findings(FieldPlaces places, boolean isResource, Seen seen, Consumer<Problem> problems) {
    boolean isWritten(String field) {
        return places.written().contains(field);
    }

    void error(Location at, String code, String what) {
        problems.accept(Problem.error(at, code, what));
    }

    void warning(Location at, String code, String what) {
        problems.accept(Problem.warning(at, code, what));
    }
}
