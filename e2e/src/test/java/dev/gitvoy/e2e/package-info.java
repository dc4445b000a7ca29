/**
 * Scenarios with a real Envoy, real Git and Gitvoy in a process of its own. Start at {@link dev.gitvoy.e2e.Testbed}: what
 * every scenario is given; then read one of the {@code *IT} classes. The harness knows only what users know: the command
 * line, the admin API and the layout of the config repository.
 */
@NullMarked
package dev.gitvoy.e2e;

import org.jspecify.annotations.NullMarked;
