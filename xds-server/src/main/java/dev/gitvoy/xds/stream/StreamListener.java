package dev.gitvoy.xds.stream;

/**
 * Is told what happens on xDS streams, for metrics. Called on the streams' threads, several at a time; must not block or throw.
 */
public interface StreamListener {
    default void opened() {}

    default void closed() {}

    /** A stream sends more requests than it may; the next one is read later. */
    default void throttled() {}

    /** A stream was refused, for there are too many. */
    default void refused() {}

    /**
     * A request was read.
     *
     * @param typeUrl as the client wrote it: it may be empty, or of a type that is not served
     * @param refusal whether it refuses a response
     */
    default void requested(String typeUrl, Variant variant, boolean refusal) {}

    /** A response was sent. */
    default void responded(String typeUrl, Variant variant, int resources, int bytes) {}
}
