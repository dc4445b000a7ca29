package dev.gitvoy.authz.service;

import java.util.concurrent.atomic.LongAdder;

/** What the service has done since the start, warm-up left out. Any thread. */
public final class AuthzStats {
    final LongAdder allowed = new LongAdder();
    final LongAdder denied = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder storeFailures = new LongAdder();

    public long allowed() {
        return allowed.sum();
    }

    public long denied() {
        return denied.sum();
    }

    /** Answers that an error of ours made; they deny, too. */
    public long errors() {
        return errors.sum();
    }

    /** Looks for a key that the store did not answer in time. */
    public long storeFailures() {
        return storeFailures.sum();
    }
}
