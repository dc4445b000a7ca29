package dev.gitvoy.authz.policy;

import java.util.List;

/** A way to find out who is asking, by the name under which policies refer to it. */
public sealed interface IdentityDefinition {
    String name();

    /** Everybody; nothing is asked for. */
    record Anonymous(String name) implements IdentityDefinition {}

    /**
     * Whoever has an API key.
     *
     * @param headers where the key is looked for, in this order, in lower case
     * @param onStoreDown when the store of keys does not answer
     */
    record ByApiKey(String name, List<String> headers, OnStoreDown onStoreDown) implements IdentityDefinition {
        public ByApiKey {
            headers = List.copyOf(headers);
        }
    }

    /** What a request gets whose key cannot be looked up. */
    enum OnStoreDown {
        /** 503, whatever Envoy's failure mode is. */
        DENY,
        /** The call fails, and Envoy's {@code failure_mode_allow} decides. */
        DELEGATE
    }
}
