/**
 * Lets a forge say that its branch may have moved, so that nobody waits for the next poll. Start at
 * {@link dev.gitvoy.hooks.Webhooks}, the only class that knows HTTP; to add a forge, add a {@link dev.gitvoy.hooks.Forge}.
 * What a call says decides nothing but whether the source is asked now. Any thread.
 */
@NullMarked
package dev.gitvoy.hooks;

import org.jspecify.annotations.NullMarked;
