package dev.gitvoy.bootstrap;

import java.util.Locale;

/** How an Envoy asks for its configuration. */
public enum Flavour {
    /** One stream for all types, on which only changes travel. */
    ADS_DELTA,
    /** One stream for all types; a response holds all clusters, or all listeners. */
    ADS_SOTW,
    /** As the first, by Envoy's other gRPC client, which is Google's. */
    ADS_GOOGLE_GRPC,
    /** A stream for each type, without an order between types. */
    SEPARATE,
    /** A question every few seconds, in JSON. */
    REST;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
