/**
 * The command line. Start at {@link dev.gitvoy.cli.Main}. Exit codes: 0 ok, 1 problems found, 2 wrong usage.
 */
@NullMarked
package dev.gitvoy.cli;

import org.jspecify.annotations.NullMarked;
