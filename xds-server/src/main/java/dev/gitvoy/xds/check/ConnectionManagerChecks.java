package dev.gitvoy.xds.check;

import dev.gitvoy.xds.check.MessageChecks.Named;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** The shape of an HTTP connection manager: the order of its filters, and options that exclude each other. */
final class ConnectionManagerChecks {
    private static final String HTTP = "envoy.extensions.filters.http.";
    private static final String ROUTER = HTTP + "router.v3.Router";
    private static final String RATE_LIMIT = HTTP + "ratelimit.v3.RateLimit";
    private static final String EXT_AUTHZ = HTTP + "ext_authz.v3.ExtAuthz";

    static final List<Named> ALL = List.of(
            new Named(
                    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                    ConnectionManagerChecks::manager),
            new Named(
                    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig",
                    (upgrade, findings) -> {
                        if (upgrade.isSet("filters")) {
                            order(upgrade, "filters", findings);
                        }
                    }),
            new Named(
                    "envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder"
                            + ".HeaderValueExtractor",
                    (extractor, findings) -> {
                        if (!extractor.isSet("index") && !extractor.isSet("element")) {
                            findings.error(
                                    findings.places().message(),
                                    "scope-key",
                                    "header_value_extractor does not say which part of the header it takes; add index, 0 for"
                                            + " the first, or element");
                        }
                    }));

    private ConnectionManagerChecks() {}

    private static void manager(Fields manager, Findings findings) {
        if (manager.isSet("http_filters")) {
            order(manager, "http_filters", findings);
            names(manager, findings);
            identityFirst(manager, findings);
        } else {
            findings.error(
                    findings.places().of("http_filters"),
                    "no-http-filters",
                    "http_filters is empty, so no request is answered; add the router: "
                            + "{name: envoy.filters.http.router, typed_config: {\"@type\": type.googleapis.com/"
                            + ROUTER
                            + "}}");
        }
        upgrades(manager, findings);
        if (manager.isSet("original_ip_detection_extensions") && manager.isWrappedTrue("use_remote_address")) {
            findings.error(
                    findings.places().of("use_remote_address"),
                    "client-address",
                    "use_remote_address and original_ip_detection_extensions exclude each other; keep one");
        }
    }

    private static void order(Fields manager, String field, Findings findings) {
        var filters = manager.messages(field);
        boolean hasRouter = filters.stream()
                .anyMatch(filter -> filter.typeOf("typed_config").equals(ROUTER));
        for (int i = 0; i < filters.size(); i++) {
            var type = filters.get(i).typeOf("typed_config");
            boolean isLast = i == filters.size() - 1;
            if (type.equals(ROUTER) && !isLast) {
                findings.error(
                        findings.places().of(field, i),
                        "http-filters",
                        "the router ends the chain, so it has to be the last of " + field + "; move it down");
            } else if (type.equals(ROUTER) && filters.get(i).isTrue("disabled")) {
                findings.error(
                        findings.places().at(field, i, "disabled"),
                        "http-filters",
                        "the router ends the chain, so it cannot be disabled");
            } else if (isLast && !hasRouter && type.startsWith(HTTP)) {
                findings.error(
                        findings.places().of(field, i),
                        "http-filters",
                        ListenerChecks.simple(type) + " is the last of " + field + "; add the router (" + ROUTER
                                + ") after it");
            }
        }
    }

    /** Envoy lets filters share a name, but then typed_per_filter_config and statistics mean both. */
    private static void names(Fields manager, Findings findings) {
        var seen = new HashMap<String, Integer>();
        var filters = manager.messages("http_filters");
        for (int i = 0; i < filters.size(); i++) {
            var name = filters.get(i).text("name");
            var earlier = seen.putIfAbsent(name, i);
            if (earlier != null && !name.isEmpty()) {
                findings.warning(
                        findings.places().at("http_filters", i, "name"),
                        "duplicate-filter-name",
                        "filter %s has the name of the one at %s, so typed_per_filter_config applies to both; rename one"
                                .formatted(Values.show(name), findings.places().of("http_filters", earlier)));
            }
        }
    }

    private static void identityFirst(Fields manager, Findings findings) {
        var types = manager.messages("http_filters").stream()
                .map(filter -> filter.typeOf("typed_config"))
                .toList();
        int limit = types.indexOf(RATE_LIMIT);
        int authorization = types.indexOf(EXT_AUTHZ);
        if (limit >= 0 && authorization > limit) {
            findings.warning(
                    findings.places().of("http_filters", limit),
                    "filter-order",
                    "RateLimit comes before ExtAuthz at %s, so limits cannot tell who calls; swap them"
                            .formatted(findings.places().of("http_filters", authorization)));
        }
    }

    private static void upgrades(Fields manager, Findings findings) {
        var seen = new HashSet<String>();
        var upgrades = manager.messages("upgrade_configs");
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
}
