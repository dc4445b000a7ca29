/**
 * Yields whole commits as files by content id: a Git repository or a plain directory. Start at {@link dev.gitvoy.gitsync.source.ConfigSource}. The only package that knows JGit. Called by the sync thread alone.
 */
@NullMarked
package dev.gitvoy.gitsync.source;

import org.jspecify.annotations.NullMarked;
