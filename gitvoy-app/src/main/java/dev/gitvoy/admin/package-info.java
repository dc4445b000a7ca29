/**
 * Tells operators and scripts what is going on, over HTTP: health, metrics, and what {@code /api} answers. Start at
 * {@link dev.gitvoy.admin.AdminServer}; what it says is made in {@link dev.gitvoy.admin.Reports}. Reads only.
 */
@NullMarked
package dev.gitvoy.admin;

import org.jspecify.annotations.NullMarked;
