package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Problem;
import java.util.List;

/**
 * What one file says to the rest of its commit. Immutable.
 *
 * @param problems what is wrong in the file itself
 * @param incomplete whether the file could not be read, so that {@code provides} may lack names that the author did write
 */
public record Outline(List<Provided> provides, List<Required> requires, List<Problem> problems, boolean incomplete) {
    /** Of a file that says nothing, or is not there. */
    public static final Outline EMPTY = new Outline(List.of(), List.of(), List.of(), false);

    public Outline {
        provides = List.copyOf(provides);
        requires = List.copyOf(requires);
        problems = List.copyOf(problems);
    }

    /** Of a file that has to do with no other. */
    public static Outline of(List<Problem> problems) {
        return new Outline(List.of(), List.of(), problems, false);
    }
}
