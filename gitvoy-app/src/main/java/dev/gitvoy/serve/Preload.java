package dev.gitvoy.serve;

import dev.gitvoy.xds.resource.ResourceTypes;
import java.util.concurrent.CompletableFuture;

/**
 * Loads what takes a start longest, the descriptors of Envoy's messages, while the command line is read. Nothing of it may log:
 * how that is done is not known yet.
 */
public final class Preload {
    private static volatile CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

    private Preload() {}

    public static void begin() {
        done = CompletableFuture.runAsync(() -> ResourceTypes.DEFAULT.inOrder());
    }

    /** Returns when it is done, if it was begun: two threads that load classes which need each other could wait for ever. */
    static void await() {
        done.join();
    }
}
