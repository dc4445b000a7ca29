package dev.gitvoy.e2e;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for conditions; every wait has a deadline. */
final class Waiting {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(20);

    private Waiting() {}

    /** For what takes milliseconds on an idle machine; the deadline is for a busy one. */
    static ConditionFactory soon(String what) {
        return within(DEADLINE, what);
    }

    static ConditionFactory within(Duration deadline, String what) {
        return Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .atMost(deadline);
    }
}
