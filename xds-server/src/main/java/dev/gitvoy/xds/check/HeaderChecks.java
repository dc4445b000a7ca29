package dev.gitvoy.xds.check;

import dev.gitvoy.xds.check.MessageChecks.Named;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Headers that routes add or remove. */
final class HeaderChecks {
    static final List<Named> ALL = Stream.of(
                    "RouteConfiguration", "VirtualHost", "Route", "WeightedCluster.ClusterWeight")
            .map(message -> new Named("envoy.config.route.v3." + message, HeaderChecks::mutations))
            .toList();

    private HeaderChecks() {}

    private static void mutations(Fields message, Findings findings) {
        for (var field : List.of("request_headers_to_add", "response_headers_to_add")) {
            var headers = findings.isWritten(field) ? message.messages(field) : List.<Fields>of();
            for (int i = 0; i < headers.size(); i++) {
                added(headers.get(i), field, i, findings);
            }
        }
        for (var field : List.of("request_headers_to_remove", "response_headers_to_remove")) {
            var names = findings.isWritten(field) ? message.list(field) : List.of();
            for (int i = 0; i < names.size(); i++) {
                var name = (String) names.get(i);
                if (isReserved(name)) {
                    findings.error(
                            findings.places().of(field, i),
                            "header-mutation",
                            "%s: Envoy removes neither host nor headers that start with a colon; found %s"
                                    .formatted(field, Values.show(name)));
                }
            }
        }
    }

    private static void added(Fields option, String field, int item, Findings findings) {
        var name = option.message("header").map(header -> header.text("key")).orElse("");
        if (isReserved(name)) {
            findings.error(
                    findings.places().at(field, item, "header", "key"),
                    "header-mutation",
                    "%s: Envoy sets neither host nor headers that start with a colon; found %s; use host_rewrite_literal or prefix_rewrite of the route"
                            .formatted(field, Values.show(name)));
        }
        var value = option.message("header").map(header -> header.text("value")).orElse("");
        FormatChecks.check(value, findings, () -> findings.places().at(field, item, "header", "value"));
    }

    private static boolean isReserved(String name) {
        return name.startsWith(":") || name.toLowerCase(Locale.ROOT).equals("host");
    }
}
