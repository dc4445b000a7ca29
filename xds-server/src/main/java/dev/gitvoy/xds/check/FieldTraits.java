package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
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

    // By message, for fields of several cannot be compared, as a map may want to; bounded by the API.
    private static final Map<Descriptor, List<FieldTraits>> KNOWN = new ConcurrentHashMap<>();

    /** @param field of a message, no extension of one */
    public static FieldTraits of(FieldDescriptor field) {
        var message = field.getContainingType();
        var known = KNOWN.get(message);
        if (known == null) {
            known = KNOWN.computeIfAbsent(
                    message,
                    each -> each.getFields().stream().map(FieldTraits::find).toList());
        }
        return known.get(field.getIndex());
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
