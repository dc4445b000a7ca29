/** What was compiled, kept on disk. */
@NullMarked
package dev.gitvoy.gitsync.cache;

import org.jspecify.annotations.NullMarked;
