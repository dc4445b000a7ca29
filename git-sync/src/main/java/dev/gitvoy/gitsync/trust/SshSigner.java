package dev.gitvoy.gitsync.trust;

import java.time.Instant;
import java.util.Optional;

/**
 * A line of an allowed signers file.
 *
 * @param validAfter first moment at which the key counts
 * @param validBefore last moment at which it counts
 */
record SshSigner(EmailPatterns principals, SshKey key, Instant validAfter, Instant validBefore) implements Signer {
    @Override
    public String name() {
        return "SSH key " + key.fingerprint();
    }

    @Override
    public boolean standsFor(String email) {
        return principals.match(email);
    }

    @Override
    public Optional<String> flawAt(Instant time) {
        if (time.isBefore(validAfter)) {
            return Optional.of("is valid only after " + validAfter);
        }
        return time.isAfter(validBefore) ? Optional.of("expired at " + validBefore) : Optional.empty();
    }
}
