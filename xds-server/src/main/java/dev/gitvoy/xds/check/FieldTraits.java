package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a field says of all that is below it.
 *
 * @param isSecret whether its value must not be shown
 * @param isExempt whether Envoy's rules are not applied to its value
 */
public record FieldTraits(boolean isSecret, boolean isExempt) {
    private static final Set<String> SECRET_FIELDS =
            Set.of("inline_string", "inline_bytes", "password", "private_key", "token");

    // Bounded by the API.
    private static final Map<FieldDescriptor, FieldTraits> KNOWN = new ConcurrentHashMap<>();

    public static FieldTraits of(FieldDescriptor field) {
        var known = KNOWN.get(field);
        return known != null ? known : KNOWN.computeIfAbsent(field, FieldTraits::find);
    }

    private static FieldTraits find(FieldDescriptor field) {
        var annotations = Annotations.of(field);
        boolean isSecret = SECRET_FIELDS.contains(field.getName()) || annotations.isTrue(Annotations.SENSITIVE);
        boolean isExempt = annotations.message(Annotations.RULES).map(Fields::new).stream()
                .anyMatch(rules -> rules.message("message").stream().anyMatch(message -> message.isTrue("skip"))
                        || rules.message("repeated").flatMap(repeated -> repeated.message("items")).stream()
                                .anyMatch(items ->
                                        items.message("message").stream().anyMatch(message -> message.isTrue("skip"))));
        return new FieldTraits(isSecret, isExempt);
    }
}
