package dev.gitvoy.gitsync.release;

/** A server that runs on releases. Called by the sync thread; must hand work over rather than do it there. */
@FunctionalInterface
public interface ReleaseListener {
    void onRelease(Release release);

    /** Called when all servers have the release and the status says so: for what no server and no client should wait for. */
    default void afterRelease(Release release) {}
}
