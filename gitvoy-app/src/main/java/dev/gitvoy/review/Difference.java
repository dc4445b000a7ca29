package dev.gitvoy.review;

import dev.gitvoy.gitsync.change.Change;

/** A change, and which Envoys it is for. */
record Difference(Change change, Reach reach) {}
