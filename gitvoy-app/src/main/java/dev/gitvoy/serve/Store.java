package dev.gitvoy.serve;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where counters and API keys are kept.
 *
 * @param redis address of the Redis that replicas share; empty to keep all in this process's memory. It may hold a password
 */
public record Store(Optional<String> redis) {
    public static final Store MEMORY = new Store(Optional.empty());

    /** @throws IllegalArgumentException when it is neither; the message says what is expected, without the password */
    public static Store parse(String text) {
        if (text.equals("memory")) {
            return MEMORY;
        }
        try {
            var address = new URI(text);
            var scheme = String.valueOf(address.getScheme());
            if ((scheme.equals("redis") || scheme.equals("rediss")) && address.getHost() != null) {
                return new Store(Optional.of(text));
            }
            if (scheme.startsWith("redis-")) {
                throw new IllegalArgumentException(
                        scheme + ":// is not supported yet; use redis://host:port of one server");
            }
        } catch (URISyntaxException e) {
            // Said below: the text may hold a password, and the exception repeats it.
        }
        throw new IllegalArgumentException("expected memory, redis://host:port or rediss://host:port");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return redis.map(address -> address.replaceFirst("//.*@", "//***@")).orElse("memory");
    }
}
