/**
 * A large configuration repository: what a commit to it costs, and what a start does. Start at
 * {@link dev.gitvoy.bench.repository.Reconcile} and {@link dev.gitvoy.bench.repository.ColdStart}; what is measured is
 * {@link dev.gitvoy.bench.repository.ReconcileServer} and the program as it is.
 */
@NullMarked
package dev.gitvoy.bench.repository;

import org.jspecify.annotations.NullMarked;
