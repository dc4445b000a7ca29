/**
 * Decides a request from a policy and an identity. Start at {@link dev.gitvoy.authz.decision.Decisions}. Pure: no clock, no
 * network, no state.
 */
@NullMarked
package dev.gitvoy.authz.decision;

import org.jspecify.annotations.NullMarked;
