package dev.gitvoy.xds.diff;

import dev.gitvoy.gitsync.change.Detail;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The clusters that a route sends requests to, each with its share. */
final class RouteTargets {
    private final Map<String, String> shares = new LinkedHashMap<>();

    private RouteTargets() {}

    static RouteTargets of(Route route) {
        var targets = new RouteTargets();
        var action = route.getRoute();
        if (action.hasCluster()) {
            targets.shares.put(action.getCluster(), percent(1, 1));
        } else if (action.hasWeightedClusters()) {
            var clusters = action.getWeightedClusters().getClustersList();
            long total = clusters.stream().mapToLong(each -> weight(each)).sum();
            clusters.forEach(each -> Numbered.put(
                    targets.shares,
                    each.getName().isEmpty() ? "header " + each.getClusterHeader() : each.getName(),
                    percent(weight(each), total)));
        }
        return targets;
    }

    private static long weight(io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight cluster) {
        return Integer.toUnsignedLong(cluster.getWeight().getValue());
    }

    private static String percent(long part, long total) {
        if (total == 0) {
            return "0 %";
        }
        long thousandths = Math.round(1000.0 * part / total);
        return thousandths / 10 + (thousandths % 10 == 0 ? "" : "." + thousandths % 10) + " %";
    }

    /** The route without what is told here. */
    static Route without(Route route) {
        if (!route.hasRoute()) {
            return route;
        }
        var action = route.getRoute().toBuilder();
        if (action.hasCluster()) {
            action.clearCluster();
        } else if (action.hasWeightedClusters()) {
            var weighted = action.getWeightedClustersBuilder();
            boolean more = false;
            for (var cluster : weighted.getClustersBuilderList()) {
                cluster.clearWeight();
                var bare = cluster.build().toBuilder()
                        .clearName()
                        .clearClusterHeader()
                        .build();
                more = more || !bare.equals(bare.getDefaultInstanceForType());
            }
            if (!more) {
                weighted.clearClusters();
            }
            if (weighted.build().equals(weighted.getDefaultInstanceForType())) {
                action.clearWeightedClusters();
            }
        }
        return route.toBuilder().setRoute(action).build();
    }

    void compare(RouteTargets after, MessageDiff diff) {
        if (shares.size() == 1 && after.shares.size() == 1 && !shares.keySet().equals(after.shares.keySet())) {
            diff.add(Detail.changed("cluster", only(), after.only()));
            return;
        }
        var names = new TreeSet<>(shares.keySet());
        names.addAll(after.shares.keySet());
        for (var name : names) {
            var was = Optional.ofNullable(shares.get(name));
            var is = Optional.ofNullable(after.shares.get(name));
            if (!was.equals(is)) {
                diff.add(new Detail(name, was, is));
            }
        }
    }

    private String only() {
        return shares.keySet().iterator().next();
    }

    /** Where a route leads, for what is new or gone as a whole. */
    static String describe(Route route, MessageText text) {
        return switch (route.getActionCase()) {
            case ROUTE -> to(route.getRoute(), of(route), text);
            case REDIRECT -> "redirect " + text.of(route.getRedirect(), false);
            case DIRECT_RESPONSE -> "response " + route.getDirectResponse().getStatus();
            case FILTER_ACTION, NON_FORWARDING_ACTION, ACTION_NOT_SET -> "";
        };
    }

    private static String to(RouteAction action, RouteTargets targets, MessageText text) {
        if (action.hasCluster()) {
            return "to " + action.getCluster();
        }
        return targets.shares.isEmpty()
                ? "to " + text.of(action, false)
                : targets.shares.entrySet().stream()
                        .map(share -> share.getKey() + " " + share.getValue())
                        .collect(Collectors.joining(", ", "to ", ""));
    }
}
