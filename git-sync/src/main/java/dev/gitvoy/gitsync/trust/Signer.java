package dev.gitvoy.gitsync.trust;

import java.time.Instant;
import java.util.Optional;

/** A key that the operator lists, with whom it stands for. */
interface Signer {
    /** The key as people find it in their tools. */
    String name();

    /** Whether it may sign for a committer with this address, in lower case. */
    boolean standsFor(String email);

    /** Says why the key does not count at a time, as what follows "which"; empty when it counts. */
    Optional<String> flawAt(Instant time);
}
