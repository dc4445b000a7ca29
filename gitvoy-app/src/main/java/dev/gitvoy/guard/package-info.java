/**
 * Stands before every call that changes something: bodies with a bound, secrets in files, limits for those who guess. Knows
 * neither what is called nor HTTP. Any thread.
 */
@NullMarked
package dev.gitvoy.guard;

import org.jspecify.annotations.NullMarked;
