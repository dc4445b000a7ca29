/**
 * Finds what is wrong with Envoy messages that could be read. Start at Checks; to add a check, add a MessageVisitor there.
 * Knows descriptors, reflection and places, not where messages come from or go. Pure; any thread.
 */
@NullMarked
package dev.gitvoy.xds.check;

import org.jspecify.annotations.NullMarked;
