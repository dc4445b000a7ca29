package dev.gitvoy.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what another process does, by looking again and again until a deadline. */
final class Await {
    private static final long LOOK_AGAIN_MILLIS = 10;

    private Await() {}

    /** Something that is not so yet. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Returns whether the condition held before the deadline. */
    static boolean until(Duration deadline, Condition condition) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > deadline.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return true;
    }
}
