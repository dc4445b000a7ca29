/**
 * Decides whether a commit was signed by someone whom the operator allows to change the configuration. Start at
 * {@link dev.gitvoy.gitsync.trust.CommitTrust}. Works on the bytes of commit objects: knows no Git library, no network, no
 * key store of the machine. Everything is immutable; any thread.
 */
@NullMarked
package dev.gitvoy.gitsync.trust;

import org.jspecify.annotations.NullMarked;
