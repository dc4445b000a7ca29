package dev.gitvoy.hooks;

import dev.gitvoy.guard.Secrets;
import java.time.Instant;

/** Judges deliveries of one forge. Pure. */
@FunctionalInterface
interface WebhookVerifier {
    /** @param now for signatures that expire */
    Verdict verify(Delivery delivery, Secrets secrets, Instant now);
}
