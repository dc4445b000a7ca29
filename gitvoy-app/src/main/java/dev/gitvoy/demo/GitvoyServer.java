package dev.gitvoy.demo;

import java.net.URI;

/** A running Gitvoy, as the demo sees it: two addresses on the loopback interface. Closing stops it. */
public interface GitvoyServer extends AutoCloseable {
    /** Where Envoy connects. */
    int xdsPort();

    /** The root of the admin API, for example {@code http://127.0.0.1:9090}. */
    URI admin();

    @Override
    void close();
}
