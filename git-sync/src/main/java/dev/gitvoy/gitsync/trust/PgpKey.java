package dev.gitvoy.gitsync.trust;

import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * A primary key or subkey with what its owner said about it.
 *
 * @param expires first moment at which it no longer counts; {@link Instant#MAX} when never
 */
record PgpKey(PGPPublicKey key, Instant created, Instant expires, boolean isRevoked) {
    /** Whatever was revoked does not count at any time: who stole a key writes dates before the theft. */
    Optional<String> flawAt(Instant time) {
        if (isRevoked) {
            return Optional.of("is revoked");
        }
        if (time.isBefore(created)) {
            return Optional.of("is valid only after " + created);
        }
        return time.isBefore(expires) ? Optional.empty() : Optional.of("expired at " + expires);
    }
}
