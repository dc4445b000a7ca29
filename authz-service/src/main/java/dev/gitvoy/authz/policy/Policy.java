package dev.gitvoy.authz.policy;

import dev.gitvoy.gitsync.problem.Location;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what at some hosts and paths. Immutable.
 *
 * @param methods those it is for; empty for all
 * @param authenticate names of identities, one of which the request must have
 * @param deny one that holds denies, whatever allows
 * @param allow one must hold
 */
public record Policy(
        String name,
        Location at,
        List<String> hosts,
        List<PathPattern> paths,
        Set<String> methods,
        List<String> authenticate,
        List<Rule> deny,
        List<Rule> allow,
        Response response) {
    public Policy {
        hosts = List.copyOf(hosts);
        paths = List.copyOf(paths);
        methods = Set.copyOf(methods);
        authenticate = List.copyOf(authenticate);
        deny = List.copyOf(deny);
        allow = List.copyOf(allow);
    }

    /**
     * A condition.
     *
     * @param when empty for always
     * @param scopes all of which the identity must have
     * @param status with which a deny rule denies
     */
    public record Rule(String name, Optional<Expression> when, Set<String> scopes, int status, String reason) {
        public Rule {
            scopes = Set.copyOf(scopes);
        }
    }

    /**
     * What a request that is let in takes along.
     *
     * @param set headers by their names in lower case
     * @param remove headers that the upstream does not get
     * @param metadata for the filters that follow
     */
    public record Response(Map<String, Expression> set, Set<String> remove, Map<String, Metadata> metadata) {
        public Response {
            set = Map.copyOf(set);
            remove = Set.copyOf(remove);
            metadata = Map.copyOf(metadata);
        }
    }

    /** A value, or values by name. */
    public sealed interface Metadata {
        record Value(Expression expression) implements Metadata {}

        record Fields(Map<String, Expression> fields) implements Metadata {
            public Fields {
                fields = Map.copyOf(fields);
            }
        }
    }

    boolean takes(String method) {
        return methods.isEmpty() || methods.contains(method);
    }
}
