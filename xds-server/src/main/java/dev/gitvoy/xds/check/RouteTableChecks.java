package dev.gitvoy.xds.check;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.xds.check.MessageChecks.Named;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/** Route tables: what Envoy refuses beyond its rules, and routes that no request reaches. */
final class RouteTableChecks {
    private static final long DEFAULT_MAX_BODY = 4096;

    static final List<Named> ALL = List.of(
            new Named("envoy.config.route.v3.RouteConfiguration", (table, findings) -> {
                domains(table, findings);
                if (findings.seen().hasDirectResponse()) {
                    bodies(table, findings);
                }
            }),
            new Named("envoy.config.route.v3.DirectResponseAction", (response, findings) -> findings.seen()
                    .directResponse()),
            new Named("envoy.config.route.v3.VirtualHost", RouteTableChecks::reachable));

    private RouteTableChecks() {}

    private static void domains(Fields table, Findings findings) {
        record Index(int host, int domain) {}

        var seen = new HashMap<String, Index>();
        var hosts = table.messages("virtual_hosts");
        for (int i = 0; i < hosts.size(); i++) {
            var domains = hosts.get(i).list("domains");
            for (int k = 0; k < domains.size(); k++) {
                var earlier = seen.putIfAbsent(((String) domains.get(k)).toLowerCase(Locale.ROOT), new Index(i, k));
                if (earlier != null) {
                    findings.error(
                            domainAt(findings, i, k),
                            "duplicate-domain",
                            "domain %s is already at %s; a domain belongs to one virtual host, once"
                                    .formatted(
                                            Values.show(domains.get(k)),
                                            domainAt(findings, earlier.host(), earlier.domain())));
                }
            }
        }
    }

    private static Location domainAt(Findings findings, int host, int domain) {
        return findings.places().at("virtual_hosts", host, "domains", domain);
    }

    private static void bodies(Fields table, Findings findings) {
        long max = table.wrapped("max_direct_response_body_size_bytes").orElse(DEFAULT_MAX_BODY);
        var hosts = table.messages("virtual_hosts");
        for (int i = 0; i < hosts.size(); i++) {
            var routes = hosts.get(i).messages("routes");
            for (int k = 0; k < routes.size(); k++) {
                long size = routes.get(k)
                        .message("direct_response")
                        .flatMap(response -> response.message("body"))
                        .map(body -> (long) body.text("inline_string").getBytes(StandardCharsets.UTF_8).length)
                        .orElse(0L);
                if (size > max) {
                    findings.error(
                            findings.places()
                                    .at("virtual_hosts", i, "routes", k, "direct_response", "body", "inline_string"),
                            "body-too-long",
                            "the body has %d bytes; at most %d are allowed, unless max_direct_response_body_size_bytes of the route configuration is raised"
                                    .formatted(size, max));
                }
            }
        }
    }

    private static void reachable(Fields host, Findings findings) {
        var routes = host.messages("routes");
        if (routes.size() < 2) {
            return;
        }
        var earlier = new TakenPaths();
        for (int i = 0; i < routes.size(); i++) {
            var match = routes.get(i).message("match");
            if (match.isEmpty()) {
                continue;
            }
            var hiding = earlier.whoTakes(match.get());
            if (hiding != null) {
                findings.warning(
                        findings.places().of("routes", i),
                        "unreachable-route",
                        "no request reaches this route: the one at %s matches all of its requests first; move it up or remove it"
                                .formatted(findings.places().of("routes", hiding)));
            } else {
                earlier.add(match.get(), findings.places().keysAt("routes", i, "match"), i);
            }
        }
    }
}
