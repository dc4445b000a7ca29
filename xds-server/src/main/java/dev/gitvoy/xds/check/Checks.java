package dev.gitvoy.xds.check;

import com.google.protobuf.Descriptors.Descriptor;
import dev.gitvoy.gitsync.problem.Problem;
import java.util.Set;
import java.util.function.Consumer;

/** All the checks of messages. To add one, add it to {@link MessageChecks}, or here if it looks at all messages. */
public final class Checks {
    /** The codes of all problems that these checks report. */
    public static final Set<String> CODES = Set.of(
            "bad-format",
            "bad-hex",
            "bad-regex",
            "body-too-long",
            "client-address",
            "cluster-specifier",
            "cluster-weights",
            "deprecated-field",
            "disallowed-field",
            "duplicate-domain",
            "duplicate-filter-chain",
            "duplicate-filter-name",
            "duplicate-upgrade",
            "eds-config",
            "envoy-rule",
            "expected-statuses",
            "filter-order",
            "grpc-health-check",
            "header-mutation",
            "http-filters",
            "lb-policy",
            "lb-subset",
            "logical-dns",
            "network-filters",
            "no-certificate",
            "no-filter-chain",
            "no-filter-config",
            "no-http-filters",
            "no-private-key",
            "not-an-ip",
            "original-dst",
            "path-rewrite",
            "retry-back-off",
            "scope-key",
            "server-name",
            "total-weight",
            "transport-socket",
            "unreachable-route",
            "untrusted-names",
            "unused-load-assignment");

    private Checks() {}

    /** Returns a visitor for the messages of one resource, which reports what is wrong with them. */
    public static MessageVisitor of(Descriptor resource, Consumer<Problem> problems) {
        return new EnvoyRules(problems)
                .and(new DeprecatedFields(problems))
                .and(new MessageChecks(resource.getFullName(), problems));
    }
}
