/**
 * Compiles {@code authz/**.yaml} to policies, and finds the one for a request. Start at
 * {@link dev.gitvoy.authz.policy.AuthzCompiler} for a commit, at {@link dev.gitvoy.authz.policy.LivePolicies} for a request.
 * Decides nothing. All immutable but the list of live releases.
 */
@NullMarked
package dev.gitvoy.authz.policy;

import org.jspecify.annotations.NullMarked;
