package dev.gitvoy.gitsync.release;

import dev.gitvoy.gitsync.problem.Location;

/** A name that a file refers to, and where. */
public record Required(Name name, Location at) {}
