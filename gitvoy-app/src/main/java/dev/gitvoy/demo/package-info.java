/**
 * Shows on this machine what a merged commit does: a sample Git repository, Gitvoy, a real Envoy and live traffic. Start
 * at {@link dev.gitvoy.demo.Demo}. Knows Gitvoy only by its ports, {@link dev.gitvoy.demo.GitvoyServer}. One thread tells
 * the story; traffic has threads of its own.
 */
@NullMarked
package dev.gitvoy.demo;

import org.jspecify.annotations.NullMarked;
