/**
 * Wires source, reconciler and servers into one running program. Start at {@link dev.gitvoy.serve.Gitvoy}.
 */
@NullMarked
package dev.gitvoy.serve;

import org.jspecify.annotations.NullMarked;
