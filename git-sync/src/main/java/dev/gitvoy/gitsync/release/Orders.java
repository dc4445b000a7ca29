package dev.gitvoy.gitsync.release;

import java.time.Instant;
import java.util.Optional;

/**
 * What an operator has told a reconciler and has not taken back.
 *
 * @param suspended whether nothing more is published
 * @param pinned the full id of the only commit that is published
 * @param by who said so last; empty when nobody did
 * @param since when that was
 */
public record Orders(boolean suspended, Optional<String> pinned, String by, Optional<Instant> since) {
    /** Follow the source. */
    public static final Orders NONE = new Orders(false, Optional.empty(), "", Optional.empty());
}
