package dev.gitvoy.authz.identity;

import java.util.List;
import java.util.Map;

/**
 * Who is asking. Immutable.
 *
 * @param kind the name of the way in which this was found out
 * @param subject who it is; empty for nobody in particular
 * @param attributes what else is known, by name
 */
public record Identity(
        String kind,
        boolean anonymous,
        String subject,
        String tenant,
        List<String> scopes,
        Map<String, String> attributes) {
    public Identity {
        scopes = List.copyOf(scopes);
        attributes = Map.copyOf(attributes);
    }

    public static Identity anonymous(String kind) {
        return new Identity(kind, true, "", "", List.of(), Map.of());
    }
}
