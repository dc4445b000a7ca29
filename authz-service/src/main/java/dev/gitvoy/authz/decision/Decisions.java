package dev.gitvoy.authz.decision;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.gitvoy.authz.identity.Identity;
import dev.gitvoy.authz.policy.Expression;
import dev.gitvoy.authz.policy.Expression.EvaluationException;
import dev.gitvoy.authz.policy.LivePolicies;
import dev.gitvoy.authz.policy.Policy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Decides by a policy: what denies comes before what allows, and without a rule that allows the answer is no. */
public final class Decisions {
    private Decisions() {}

    public static Decision decide(LivePolicies.Found found, CanonicalRequest request, Identity identity) {
        var policy = found.policy();
        for (var rule : policy.deny()) {
            if (holds(rule, request, identity, true)) {
                return new Decision.Denied(rule.status(), rule.reason());
            }
        }
        for (var rule : policy.allow()) {
            if (identity.scopes().containsAll(rule.scopes()) && holds(rule, request, identity, false)) {
                return allowed(found, request, identity);
            }
        }
        return Decision.Denied.FORBIDDEN;
    }

    /** @param onError an error must not let anybody in, so it lets rules deny and keeps them from allowing */
    private static boolean holds(Policy.Rule rule, CanonicalRequest request, Identity identity, boolean onError) {
        if (rule.when().isEmpty()) {
            return true;
        }
        try {
            return rule.when().get().evaluate(request, identity).equals(true);
        } catch (EvaluationException e) {
            return onError;
        }
    }

    private static Decision allowed(LivePolicies.Found found, CanonicalRequest request, Identity identity) {
        var response = found.policy().response();
        try {
            var set = new HashMap<String, String>();
            for (var header : response.set().entrySet()) {
                var value = String.valueOf(header.getValue().evaluate(request, identity));
                if (!isHeaderValue(value)) {
                    return new Decision.Denied(403, "unsafe-value");
                }
                // Some Envoys drop a header without a value and would leave the client's own: it is removed instead.
                if (!value.isEmpty()) {
                    set.put(header.getKey(), value);
                }
            }
            var remove = new HashSet<>(found.guardedHeaders());
            remove.addAll(response.set().keySet());
            remove.addAll(response.remove());
            remove.removeAll(set.keySet());
            remove.addAll(lookAlikes(request, set.keySet(), remove));
            return new Decision.Allowed(set, remove, metadata(response.metadata(), request, identity));
        } catch (EvaluationException e) {
            return Decision.Denied.FORBIDDEN;
        }
    }

    /** Upstreams of the CGI kind read {@code x_user_id} as {@code x-user-id}. */
    private static Set<String> lookAlikes(CanonicalRequest request, Set<String> set, Set<String> removed) {
        var names = new HashSet<String>();
        for (var header : request.headerNames()) {
            var name = header.toLowerCase(Locale.ROOT);
            var meant = name.replace('_', '-');
            if (!meant.equals(name) && (set.contains(meant) || removed.contains(meant))) {
                names.add(name);
            }
        }
        names.removeAll(set);
        return names;
    }

    private static boolean isHeaderValue(String value) {
        return value.length() <= 4_096 && value.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static Struct metadata(Map<String, Policy.Metadata> metadata, CanonicalRequest request, Identity identity)
            throws EvaluationException {
        var struct = Struct.newBuilder();
        for (var entry : metadata.entrySet()) {
            if (entry.getValue() instanceof Policy.Metadata.Value value) {
                struct.putFields(entry.getKey(), value(value.expression(), request, identity));
            } else if (entry.getValue() instanceof Policy.Metadata.Fields fields) {
                var inner = Struct.newBuilder();
                for (var field : fields.fields().entrySet()) {
                    inner.putFields(field.getKey(), value(field.getValue(), request, identity));
                }
                struct.putFields(
                        entry.getKey(), Value.newBuilder().setStructValue(inner).build());
            }
        }
        return struct.build();
    }

    private static Value value(Expression expression, CanonicalRequest request, Identity identity)
            throws EvaluationException {
        var value = expression.evaluate(request, identity);
        return value instanceof Long number
                ? Value.newBuilder().setNumberValue(number).build()
                : Value.newBuilder().setStringValue(String.valueOf(value)).build();
    }
}
