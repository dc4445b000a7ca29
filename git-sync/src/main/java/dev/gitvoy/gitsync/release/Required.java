package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Location;

/**
 * A name that a file refers to, and where.
 *
 * @param must whether the name has to be in the commit; else it is only known to be used, should it be there
 */
public record Required(Name name, Location at, boolean must) {
    /** A name that has to be there. */
    public Required(Name name, Location at) {
        this(name, at, true);
    }
}
