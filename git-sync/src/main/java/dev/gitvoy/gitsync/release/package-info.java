/**
 * Compiles a commit as a whole and publishes it, or says all that is wrong with it. Start at
 * {@link dev.gitvoy.gitsync.release.Reconciler}; a server joins by implementing
 * {@link dev.gitvoy.gitsync.release.Compiler}. Knows no Envoy. One thread drives it; what it hands out is immutable.
 */
@NullMarked
package dev.gitvoy.gitsync.release;

import org.jspecify.annotations.NullMarked;
