package dev.gitvoy.xds.check;

import dev.gitvoy.xds.check.MessageChecks.Named;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What Envoy refuses of clusters and endpoints beyond its rules. */
final class ClusterChecks {
    private static final long DEFAULT_MIN_RING = 1024;
    private static final long DEFAULT_MAX_RING = 8L * 1024 * 1024;

    static final List<Named> ALL = List.of(
            new Named("envoy.config.cluster.v3.Cluster", ClusterChecks::cluster),
            new Named("envoy.config.endpoint.v3.ClusterLoadAssignment", (assignment, findings) -> {
                // In a cluster, the cluster's type says whether host names are resolved.
                if (findings.isResource() && findings.seen().hasHostName()) {
                    addresses(assignment, findings, "endpoints");
                }
            }));

    private ClusterChecks() {}

    private static void cluster(Fields cluster, Findings findings) {
        if (!cluster.isSet("cluster_type")) {
            var type = cluster.constant("type");
            switch (type) {
                case "EDS" -> discovered(cluster, findings);
                case "LOGICAL_DNS" -> logicalDns(cluster, findings);
                case "ORIGINAL_DST" -> originalDestination(cluster, findings);
                case "STATIC" ->
                    cluster.message("load_assignment")
                            .filter(assignment -> findings.seen().hasHostName())
                            .ifPresent(assignment -> addresses(assignment, findings, "load_assignment", "endpoints"));
                default -> {
                    // STRICT_DNS takes host names and addresses alike.
                }
            }
            if (!type.equals("EDS") && findings.isWritten("eds_cluster_config")) {
                findings.error(
                        findings.places().of("eds_cluster_config"),
                        "eds-config",
                        "eds_cluster_config belongs to a cluster of type EDS; this one is of type " + type);
            }
            if (!type.equals("ORIGINAL_DST")
                    && findings.isWritten("lb_policy")
                    && cluster.constant("lb_policy").equals("CLUSTER_PROVIDED")) {
                findings.error(
                        findings.places().of("lb_policy"),
                        "lb-policy",
                        "lb_policy: a cluster of type " + type
                                + " provides no load balancer; use another policy, for example ROUND_ROBIN");
            }
        }
        balancing(cluster, findings);
        grpcHealthCheck(cluster, findings);
    }

    private static void discovered(Fields cluster, Findings findings) {
        var config = cluster.message("eds_cluster_config");
        var example = "eds_config: {ads: {}, resource_api_version: V3}";
        if (config.isEmpty()) {
            findings.error(
                    findings.places().of("type"),
                    "eds-config",
                    "a cluster of type EDS needs eds_cluster_config, for example {" + example + "}");
        } else if (!config.get().isSet("eds_config")) {
            findings.error(
                    findings.places().of("eds_cluster_config"),
                    "eds-config",
                    "eds_config is missing in eds_cluster_config; write, for example, " + example);
        }
        if (cluster.isSet("load_assignment")) {
            findings.warning(
                    findings.places().of("load_assignment"),
                    "unused-load-assignment",
                    "a cluster of type EDS ignores its load_assignment; make it a resource of its own, or use type STATIC");
        }
    }

    private static void logicalDns(Fields cluster, Findings findings) {
        var endpoints = cluster.message("load_assignment").stream()
                .flatMap(assignment -> assignment.messages("endpoints").stream())
                .toList();
        long hosts = endpoints.stream()
                .mapToLong(locality -> locality.list("lb_endpoints").size())
                .sum();
        if (endpoints.size() != 1 || hosts != 1) {
            findings.error(
                    findings.places().of("load_assignment"),
                    "logical-dns",
                    "a cluster of type LOGICAL_DNS has exactly one endpoint; found " + hosts
                            + "; use STRICT_DNS for several");
        }
    }

    private static void originalDestination(Fields cluster, Findings findings) {
        if (cluster.isSet("load_assignment")) {
            findings.error(
                    findings.places().of("load_assignment"),
                    "original-dst",
                    "a cluster of type ORIGINAL_DST takes no load_assignment; remove it");
        }
        var policy = cluster.constant("lb_policy");
        if (!policy.equals("CLUSTER_PROVIDED") && !cluster.isSet("load_balancing_policy")) {
            findings.error(
                    findings.places().of("lb_policy"),
                    "lb-policy",
                    "lb_policy: found " + policy + "; a cluster of type ORIGINAL_DST needs CLUSTER_PROVIDED");
        }
    }

    /** @param path of the list of localities */
    private static void addresses(Fields assignment, Findings findings, String field, Object... path) {
        var localities = assignment.messages("endpoints");
        for (int i = 0; i < localities.size(); i++) {
            var endpoints = localities.get(i).messages("lb_endpoints");
            for (int k = 0; k < endpoints.size(); k++) {
                var address = endpoints
                        .get(k)
                        .message("endpoint")
                        .flatMap(endpoint -> endpoint.message("address"))
                        .flatMap(any -> any.message("socket_address"));
                if (address.isPresent()
                        && address.get().text("resolver_name").isEmpty()
                        && !AddressChecks.isIp(address.get().text("address"))) {
                    var steps = new ArrayList<Object>(List.of(path));
                    steps.addAll(List.of(i, "lb_endpoints", k, "endpoint", "address", "socket_address", "address"));
                    AddressChecks.report(
                            findings,
                            findings.places().at(field, steps.toArray()),
                            "address",
                            address.get().text("address"),
                            "; for a host name, use a cluster of type STRICT_DNS");
                }
            }
        }
    }

    private static void balancing(Fields cluster, Findings findings) {
        // Without the field there is nothing to be told.
        switch (findings.isWritten("lb_policy") ? cluster.constant("lb_policy") : "") {
            case "RING_HASH" ->
                cluster.message("ring_hash_lb_config").ifPresent(ring -> {
                    long min = ring.wrapped("minimum_ring_size").orElse(DEFAULT_MIN_RING);
                    long max = ring.wrapped("maximum_ring_size").orElse(DEFAULT_MAX_RING);
                    if (min > max) {
                        findings.error(
                                findings.places().of("ring_hash_lb_config"),
                                "lb-policy",
                                "ring_hash_lb_config: minimum_ring_size %d is more than maximum_ring_size %d"
                                        .formatted(min, max));
                    }
                });
            case "MAGLEV" ->
                cluster.message("maglev_lb_config")
                        .flatMap(maglev -> maglev.wrapped("table_size"))
                        .filter(size -> !BigInteger.valueOf(size).isProbablePrime(30))
                        .ifPresent(size -> findings.error(
                                findings.places().at("maglev_lb_config", "table_size"),
                                "lb-policy",
                                "table_size: found " + size + "; expected a prime number, for example "
                                        + BigInteger.valueOf(size).nextProbablePrime()));
            default -> {
                // The others have no such demands.
            }
        }
        if (!findings.isWritten("lb_subset_config")) {
            return;
        }
        cluster.message("lb_subset_config").ifPresent(subsets -> {
            var selectors = subsets.messages("subset_selectors");
            for (int i = 0; i < selectors.size(); i++) {
                boolean isKeys = selectors.get(i).constant("fallback_policy").equals("KEYS_SUBSET");
                if (isKeys && !selectors.get(i).isSet("fallback_keys_subset")) {
                    findings.error(
                            findings.places().at("lb_subset_config", "subset_selectors", i),
                            "lb-subset",
                            "fallback_policy KEYS_SUBSET needs fallback_keys_subset, some of this selector's keys");
                }
            }
        });
    }

    private static void grpcHealthCheck(Fields cluster, Findings findings) {
        if (findings.isWritten("http2_protocol_options") || findings.isWritten("typed_extension_protocol_options")) {
            return;
        }
        if (!findings.isWritten("health_checks")) {
            return;
        }
        var checks = cluster.messages("health_checks");
        for (int i = 0; i < checks.size(); i++) {
            if (checks.get(i).isSet("grpc_health_check")) {
                findings.error(
                        findings.places().at("health_checks", i, "grpc_health_check"),
                        "grpc-health-check",
                        "grpc_health_check needs HTTP/2; add typed_extension_protocol_options with http2_protocol_options");
            }
        }
    }
}
