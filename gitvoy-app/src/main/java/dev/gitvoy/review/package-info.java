/**
 * What authors and reviewers are told of a configuration before it is served: what is wrong with it, and what a change
 * means. Start at {@link dev.gitvoy.review.Target}. Needs no server, no network and no secret, and writes nothing but its
 * answer. One thread.
 */
@NullMarked
package dev.gitvoy.review;

import org.jspecify.annotations.NullMarked;
