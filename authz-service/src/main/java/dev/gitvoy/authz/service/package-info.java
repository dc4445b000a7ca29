/**
 * Answers {@code Check}. Start at {@link dev.gitvoy.authz.service.AuthorizationService}. Event-loop threads; nothing blocks.
 */
@NullMarked
package dev.gitvoy.authz.service;

import org.jspecify.annotations.NullMarked;
