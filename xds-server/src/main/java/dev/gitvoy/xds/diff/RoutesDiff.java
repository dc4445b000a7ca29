package dev.gitvoy.xds.diff;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.gitvoy.gitsync.change.Change;
import dev.gitvoy.gitsync.change.Change.Action;
import dev.gitvoy.gitsync.change.Detail;
import dev.gitvoy.xds.resource.Resource;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What differs between route tables: a change for each route, by what it matches, wherever in its virtual host it stands. A
 * route is named as nginx's locations are: {@code /prefix}, {@code = /exact}, {@code ~ regex}.
 */
final class RoutesDiff {
    private static final String VIRTUAL_HOST = "virtual host";
    private static final String ROUTE = "route";

    private final MessageText text;
    private final String scope;
    private final Resource at;
    private final Consumer<Change> changes;

    /**
     * @param scope of all changes
     * @param at where all changes are
     */
    RoutesDiff(MessageText text, String scope, Resource at, Consumer<Change> changes) {
        this.text = text;
        this.scope = scope;
        this.at = at;
        this.changes = changes;
    }

    void tables(String kind, Message before, Message after) {
        var left = typed(before, RouteConfiguration.parser(), RouteConfiguration.class);
        var right = typed(after, RouteConfiguration.parser(), RouteConfiguration.class);
        var table = new MessageDiff(text);
        table.messages(
                "",
                left.toBuilder().clearVirtualHosts().build(),
                right.toBuilder().clearVirtualHosts().build());
        if (!table.details().isEmpty()) {
            tell(Action.CHANGED, kind, right.getName(), table.details());
        }
        var hosts = hosts(left);
        var next = hosts(right);
        hosts.forEach((name, host) -> {
            if (!next.containsKey(name)) {
                tell(Action.REMOVED, VIRTUAL_HOST, left.getName() + "/" + name, facts(host, false));
            }
        });
        next.forEach((name, host) -> {
            var was = hosts.get(name);
            if (was == null) {
                tell(Action.ADDED, VIRTUAL_HOST, right.getName() + "/" + name, facts(host, true));
            } else {
                hosts(right.getName() + "/" + name, was, host);
            }
        });
    }

    /** The same for a virtual host that stands alone. */
    void host(String name, Message before, Message after) {
        hosts(
                name,
                typed(before, VirtualHost.parser(), VirtualHost.class),
                typed(after, VirtualHost.parser(), VirtualHost.class));
    }

    private void hosts(String name, VirtualHost before, VirtualHost after) {
        var host = new MessageDiff(text);
        host.messages(
                "",
                before.toBuilder().clearRoutes().build(),
                after.toBuilder().clearRoutes().build());
        if (!host.details().isEmpty()) {
            tell(Action.CHANGED, VIRTUAL_HOST, name, host.details());
        }
        var routes = routes(before);
        var next = routes(after);
        routes.forEach((match, route) -> {
            if (!next.containsKey(match)) {
                tell(Action.REMOVED, ROUTE, name + " " + match, leads(route, false));
            }
        });
        var order = List.copyOf(routes.keySet());
        var moved = ListItems.moved(order, List.copyOf(next.keySet()));
        var places = new LinkedHashMap<String, Integer>();
        order.forEach(match -> places.put(match, places.size() + 1));
        int position = 0;
        for (var entry : next.entrySet()) {
            position++;
            var match = entry.getKey();
            var was = routes.get(match);
            if (was == null) {
                tell(Action.ADDED, ROUTE, name + " " + match, leads(entry.getValue(), true));
                continue;
            }
            var route = new MessageDiff(text);
            if (moved.contains(match)) {
                route.add(Detail.changed(
                        "position",
                        String.valueOf(Objects.requireNonNull(places.get(match))),
                        String.valueOf(position)));
            }
            RouteTargets.of(was).compare(RouteTargets.of(entry.getValue()), route);
            route.messages("", RouteTargets.without(was), RouteTargets.without(entry.getValue()));
            if (route.details().isEmpty() && !was.equals(entry.getValue())) {
                route.add(Detail.changed("weights", "in one unit", "in another, with equal shares"));
            }
            if (!route.details().isEmpty()) {
                tell(Action.CHANGED, ROUTE, name + " " + match, route.details());
            }
        }
    }

    /** What is worth knowing of a route table that is new or gone. */
    List<Detail> facts(Message table, boolean isNew) {
        var details = new ArrayList<Detail>();
        hosts(typed(table, RouteConfiguration.parser(), RouteConfiguration.class))
                .forEach((name, host) -> routes(host).forEach((match, route) -> {
                    var leads = RouteTargets.describe(route, text);
                    var what = name + " " + match;
                    details.add(isNew ? Detail.added(what, leads) : Detail.removed(what, leads));
                }));
        return details;
    }

    private static List<Detail> facts(VirtualHost host, boolean isNew) {
        var domains = String.join(", ", host.getDomainsList());
        return List.of(isNew ? Detail.added("domains", domains) : Detail.removed("domains", domains));
    }

    private List<Detail> leads(Route route, boolean isNew) {
        var leads = RouteTargets.describe(route, text);
        return leads.isEmpty() ? List.of() : List.of(isNew ? Detail.added("", leads) : Detail.removed("", leads));
    }

    private void tell(Action action, String kind, String name, List<Detail> details) {
        changes.accept(new Change(action, kind, scope, name, details, at.at()));
    }

    private static Map<String, VirtualHost> hosts(RouteConfiguration table) {
        var hosts = new LinkedHashMap<String, VirtualHost>();
        table.getVirtualHostsList().forEach(host -> Numbered.put(hosts, host.getName(), host));
        return hosts;
    }

    private Map<String, Route> routes(VirtualHost host) {
        var routes = new LinkedHashMap<String, Route>();
        host.getRoutesList().forEach(route -> Numbered.put(routes, match(route.getMatch()), route));
        return routes;
    }

    private String match(RouteMatch match) {
        var path =
                switch (match.getPathSpecifierCase()) {
                    case PREFIX -> match.getPrefix();
                    case PATH -> "= " + match.getPath();
                    case SAFE_REGEX -> "~ " + match.getSafeRegex().getRegex();
                    case PATH_SEPARATED_PREFIX -> match.getPathSeparatedPrefix() + "/**";
                    case CONNECT_MATCHER -> "CONNECT";
                    case PATH_MATCH_POLICY ->
                        match.getPathMatchPolicy().getName() + " "
                                + text.of(match.getPathMatchPolicy().getTypedConfig(), false);
                    case PATHSPECIFIER_NOT_SET -> "(any path)";
                };
        var conditions = match.toBuilder()
                .clearPrefix()
                .clearPath()
                .clearSafeRegex()
                .clearPathSeparatedPrefix()
                .clearConnectMatcher()
                .clearPathMatchPolicy()
                .build();
        return conditions.equals(RouteMatch.getDefaultInstance()) ? path : path + " " + text.of(conditions, false);
    }

    private static <M extends Message> M typed(Message message, Parser<M> parser, Class<M> type) {
        try {
            return type.isInstance(message) ? type.cast(message) : parser.parseFrom(message.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message is read by its own type", e);
        }
    }
}
