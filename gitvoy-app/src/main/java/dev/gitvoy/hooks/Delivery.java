package dev.gitvoy.hooks;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of a forge, as it came. Nothing in it is true before it is verified. */
final class Delivery {
    private final Headers headers;
    private final byte[] body;

    /** The headers of a call. */
    @FunctionalInterface
    interface Headers {
        /** The value of a header, whose name is in any case; null when it was not sent. */
        @Nullable
        String value(String name);
    }

    Delivery(Headers headers, byte[] body) {
        this.headers = headers;
        this.body = body;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.value(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The very bytes that were sent; not to be changed. */
    byte[] body() {
        return body;
    }
}
