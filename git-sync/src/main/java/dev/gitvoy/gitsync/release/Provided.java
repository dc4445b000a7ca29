package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Location;

/** A name that a file defines, and where. */
public record Provided(Name name, Location at) {}
