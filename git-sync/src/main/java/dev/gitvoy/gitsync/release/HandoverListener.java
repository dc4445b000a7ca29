package dev.gitvoy.gitsync.release;

/**
 * A server that Envoys ask while they serve traffic. Envoys hold the old routes until they have the new ones, so what a new
 * release has no rule for is answered by the releases before, newest first, until they are handed over.
 */
public interface HandoverListener extends ReleaseListener {
    /** Every Envoy has the release, or waited long enough: the releases before it are to be forgotten. Any thread. */
    void handedOver(Release release);
}
