package dev.gitvoy.authz.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of an API key. It holds no secret: the key cannot be made of it.
 *
 * @param mac of the key's secret, in hex
 * @param notAfter when it ends; empty for never
 */
public record KeyRecord(
        String id,
        String mac,
        String subject,
        String tenant,
        List<String> scopes,
        Map<String, String> attributes,
        boolean disabled,
        Optional<Instant> notAfter) {
    public KeyRecord {
        scopes = List.copyOf(scopes);
        attributes = Map.copyOf(attributes);
    }

    /** Who asks with a key, when the key proves this record and is valid now. */
    public Optional<Identity> identity(String kind, ApiKey key, Pepper pepper, Instant now) {
        boolean proven = key.proves(mac, pepper);
        boolean valid = !disabled && notAfter.filter(end -> !now.isBefore(end)).isEmpty();
        return proven && valid && id.equals(key.id())
                ? Optional.of(new Identity(kind, false, subject, tenant, scopes, attributes))
                : Optional.empty();
    }
}
