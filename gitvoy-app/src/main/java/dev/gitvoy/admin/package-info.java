/**
 * Tells operators and scripts what is going on, over HTTP: health, metrics, and what {@code /api} answers. Start at
 * {@link dev.gitvoy.admin.AdminServer}; what it says is made in {@link dev.gitvoy.admin.Reports}. It reads only, but for the
 * orders of operators, {@link dev.gitvoy.admin.OrdersHttp}, which it passes on to the reconciler.
 */
@NullMarked
package dev.gitvoy.admin;

import org.jspecify.annotations.NullMarked;
