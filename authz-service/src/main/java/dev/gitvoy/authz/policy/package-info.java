/**
 * Compiles {@code authz/**.yaml}. Start at {@link dev.gitvoy.authz.policy.AuthzCompiler}. Pure; the sync thread.
 */
@NullMarked
package dev.gitvoy.authz.policy;

import org.jspecify.annotations.NullMarked;
