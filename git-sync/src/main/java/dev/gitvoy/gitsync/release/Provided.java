package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Location;

/** A name that a file defines, and where. */
public record Provided(Name name, Location at, Meaning meaning) {
    /** What a name is to the checks of a commit. */
    public enum Meaning {
        /** Something that may be of use by itself. */
        ROOT,
        /** Something that is there for others: worth a warning when none refers to it. */
        PART,
        /** No name at all but a place that only one may have, such as a port. */
        ADDRESS
    }

    /** A name that is of use by itself. */
    public Provided(Name name, Location at) {
        this(name, at, Meaning.ROOT);
    }
}
