package dev.gitvoy.xds.check;

/**
 * What the parts of a resource were seen to have, which come before the whole: a check that walks the whole need not when
 * nothing of interest is in it.
 */
final class Seen {
    private boolean hostName;
    private boolean directResponse;

    void hostName() {
        hostName = true;
    }

    /** Whether there is an address that is no IP address. */
    boolean hasHostName() {
        return hostName;
    }

    void directResponse() {
        directResponse = true;
    }

    boolean hasDirectResponse() {
        return directResponse;
    }
}
