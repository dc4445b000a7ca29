package dev.gitvoy.authz.decision;

import com.google.protobuf.Struct;
import java.util.Map;
import java.util.Set;

/** What becomes of a request. */
public sealed interface Decision {
    /**
     * It passes.
     *
     * @param set headers for the upstream, in place of any that the client sent
     * @param remove headers that the upstream does not get; none of them is set
     */
    record Allowed(Map<String, String> set, Set<String> remove, Struct metadata) implements Decision {
        public Allowed {
            set = Map.copyOf(set);
            remove = Set.copyOf(remove);
        }
    }

    /**
     * It does not.
     *
     * @param status HTTP status, 400 to 599
     * @param reason one word for the client; tells nothing of the policies
     */
    record Denied(int status, String reason) implements Decision {
        public static final Denied FORBIDDEN = new Denied(403, "forbidden");
        public static final Denied UNAUTHENTICATED = new Denied(401, "unauthenticated");
        public static final Denied UNAVAILABLE = new Denied(503, "unavailable");
        public static final Denied FAILED = new Denied(500, "error");

        public static Denied badRequest(String reason) {
            return new Denied(400, reason);
        }
    }

    /** Nothing can be said, and the Envoy's own setting is to decide. */
    record Undecided() implements Decision {}
}
