package dev.gitvoy.xds.check;

import dev.gitvoy.xds.check.MessageChecks.Named;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What Envoy refuses of a route's action beyond its rules. */
final class RouteActionChecks {
    private static final long MAX_WEIGHT = 0xFFFF_FFFFL;

    static final List<Named> ALL = List.of(
            new Named("envoy.config.route.v3.RouteAction", RouteActionChecks::action),
            new Named("envoy.config.route.v3.WeightedCluster", RouteActionChecks::weights),
            new Named("envoy.config.route.v3.WeightedCluster.ClusterWeight", RouteActionChecks::weight),
            new Named(
                    "envoy.config.route.v3.RouteAction.RequestMirrorPolicy",
                    (mirror, findings) -> oneCluster(mirror, "cluster", findings)),
            new Named("envoy.config.route.v3.RetryPolicy.RetryBackOff", RouteActionChecks::backOff));

    private RouteActionChecks() {}

    private static void action(Fields action, Findings findings) {
        var rewrites = Stream.of("prefix_rewrite", "regex_rewrite", "path_rewrite_policy")
                .filter(findings::isWritten)
                .toList();
        if (rewrites.size() > 1) {
            findings.error(
                    findings.places().of(rewrites.get(1)),
                    "path-rewrite",
                    String.join(" and ", rewrites) + " exclude each other; keep one");
        }
        if (!findings.isWritten("upgrade_configs")) {
            return;
        }
        var seen = new HashSet<String>();
        var upgrades = action.messages("upgrade_configs");
        for (int i = 0; i < upgrades.size(); i++) {
            var type = upgrades.get(i).text("upgrade_type");
            if (!seen.add(type.toLowerCase(Locale.ROOT))) {
                findings.error(
                        findings.places().of("upgrade_configs", i),
                        "duplicate-upgrade",
                        "upgrade_type %s is there twice; remove one".formatted(Values.show(type)));
            }
        }
    }

    private static void weights(Fields split, Findings findings) {
        var clusters = split.messages("clusters");
        if (clusters.isEmpty() || clusters.stream().anyMatch(cluster -> !cluster.isSet("weight"))) {
            return;
        }
        long sum = clusters.stream()
                .mapToLong(cluster -> cluster.wrapped("weight").orElse(0L))
                .sum();
        if (sum == 0) {
            findings.error(
                    findings.places().of("clusters"),
                    "cluster-weights",
                    "the weights add up to 0; give one cluster a weight");
        } else if (sum > MAX_WEIGHT) {
            findings.error(
                    findings.places().of("clusters"),
                    "cluster-weights",
                    "the weights add up to %d; at most %d is allowed".formatted(sum, MAX_WEIGHT));
        }
        split.wrapped("total_weight")
                .filter(total -> total != sum)
                .ifPresent(total -> findings.warning(
                        findings.places().of("total_weight"),
                        "total-weight",
                        "total_weight is %d, but the weights add up to %d, which is what counts; remove total_weight"
                                .formatted(total, sum)));
    }

    private static void weight(Fields cluster, Findings findings) {
        if (!cluster.isSet("weight")) {
            findings.error(
                    findings.places().message(),
                    "cluster-weights",
                    "weight is missing; 0 takes the cluster out of the split");
        }
        oneCluster(cluster, "name", findings);
    }

    private static void oneCluster(Fields message, String field, Findings findings) {
        boolean hasName = !message.text(field).isEmpty();
        boolean hasHeader = !message.text("cluster_header").isEmpty();
        if (hasName && hasHeader) {
            findings.error(
                    findings.places().of("cluster_header"),
                    "cluster-specifier",
                    field + " and cluster_header exclude each other; keep one");
        } else if (!hasName && !hasHeader) {
            findings.error(
                    findings.places().message(),
                    "cluster-specifier",
                    "which cluster? add " + field + " or cluster_header");
        }
    }

    private static void backOff(Fields backOff, Findings findings) {
        var base = backOff.value("base_interval").map(Fields::duration);
        var max = backOff.value("max_interval").map(Fields::duration);
        if (base.isPresent() && max.isPresent() && max.get().compareTo(base.get()) < 0) {
            findings.error(
                    findings.places().of("max_interval"),
                    "retry-back-off",
                    "max_interval: found %s; expected at least the base_interval, %s"
                            .formatted(Values.show(max.get()), Values.show(base.get())));
        }
    }
}
