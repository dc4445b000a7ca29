package dev.gitvoy.xds.check;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.xds.check.MessageChecks.Named;
import java.util.ArrayList;
import java.util.List;

/** Addresses that have to be IP addresses, for nobody resolves them. */
final class AddressChecks {
    static final List<Named> ALL = List.of(
            new Named("envoy.config.core.v3.SocketAddress", (socket, findings) -> {
                if (!isIp(socket.text("address"))) {
                    findings.seen().hostName();
                }
            }),
            new Named("envoy.config.listener.v3.Listener", (listener, findings) -> {
                if (findings.seen().hasHostName()) {
                    listener(listener, findings);
                }
            }),
            new Named("envoy.config.core.v3.CidrRange", (range, findings) -> {
                if (!isIp(range.text("address_prefix"))) {
                    report(
                            findings,
                            findings.places().of("address_prefix"),
                            "address_prefix",
                            range.text("address_prefix"),
                            "");
                }
            }));

    private AddressChecks() {}

    /** Whether this is an IP address, or empty, which is for Envoy's rules to judge. */
    static boolean isIp(String address) {
        int zone = address.indexOf('%');
        return address.isEmpty() || WellKnownText.isIp(zone < 0 ? address : address.substring(0, zone));
    }

    static void report(Findings findings, Location at, String field, String found, String remedy) {
        findings.error(
                at,
                "not-an-ip",
                "%s: found %s; expected an IP address, for example 10.0.0.1%s"
                        .formatted(field, Values.show(found), remedy));
    }

    private static void listener(Fields listener, Findings findings) {
        listener.message("address").ifPresent(address -> socket(address, findings, "address"));
        var more = listener.messages("additional_addresses");
        for (int i = 0; i < more.size(); i++) {
            int index = i;
            more.get(i)
                    .message("address")
                    .ifPresent(address -> socket(address, findings, "additional_addresses", index, "address"));
        }
    }

    private static void socket(Fields address, Findings findings, String field, Object... path) {
        address.message("socket_address")
                .filter(socket -> socket.text("resolver_name").isEmpty())
                .map(socket -> socket.text("address"))
                .filter(text -> !isIp(text))
                .ifPresent(text -> {
                    var steps = new ArrayList<Object>(List.of(path));
                    steps.addAll(List.of("socket_address", "address"));
                    report(findings, findings.places().at(field, steps.toArray()), "address", text, "");
                });
    }
}
