package dev.gitvoy.gitsync.trust;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A key of an OpenPGP certificate that may sign.
 *
 * @param primary the certificate's main key; the same as {@code signing} when that one signs itself
 * @param emails of the user ids that the owner signed and did not revoke, in lower case
 */
record PgpSigner(PgpKey primary, PgpKey signing, Set<String> emails) implements Signer {
    @Override
    public String name() {
        return "OpenPGP key " + Pgp.fingerprint(signing.key());
    }

    @Override
    public boolean standsFor(String email) {
        return emails.contains(email);
    }

    @Override
    public Optional<String> flawAt(Instant time) {
        return signing.flawAt(time).or(() -> primary.flawAt(time));
    }
}
