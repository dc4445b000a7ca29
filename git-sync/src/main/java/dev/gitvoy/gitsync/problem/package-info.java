/**
 * Says what is wrong with a commit, where, and what to do. Start at {@link dev.gitvoy.gitsync.problem.Problem}. Knows no
 * other package; everything is immutable.
 */
@NullMarked
package dev.gitvoy.gitsync.problem;

import org.jspecify.annotations.NullMarked;
