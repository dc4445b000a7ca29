package dev.gitvoy.xds.check;

import dev.gitvoy.xds.check.MessageChecks.Named;
import java.util.List;

/** What Envoy refuses of health checks beyond its rules. */
final class HealthChecks {
    private static final int MIN_STATUS = 100;
    private static final int END_OF_STATUSES = 600;

    static final List<Named> ALL = List.of(
            new Named("envoy.config.core.v3.HealthCheck.HttpHealthCheck", (check, findings) -> {
                statuses(check, "expected_statuses", findings);
                statuses(check, "retriable_statuses", findings);
            }),
            new Named("envoy.config.core.v3.HealthCheck.Payload", (payload, findings) -> {
                var text = payload.text("text");
                if (!text.matches("([0-9a-fA-F]{2})*")) {
                    findings.error(
                            findings.places().of("text"),
                            "bad-hex",
                            "text: expected the bytes as pairs of hexadecimal digits, for example \"50494e47\" for PING");
                }
            }));

    private HealthChecks() {}

    private static void statuses(Fields check, String field, Findings findings) {
        var ranges = check.messages(field);
        for (int i = 0; i < ranges.size(); i++) {
            long start = (Long) ranges.get(i).value("start").orElse(0L);
            long end = (Long) ranges.get(i).value("end").orElse(0L);
            if (start < MIN_STATUS || end > END_OF_STATUSES || start >= end) {
                findings.error(
                        findings.places().of(field, i),
                        "expected-statuses",
                        "%s: found start %d and end %d; expected statuses from 100 to 599, where end is the first that does not count, for example {start: 200, end: 300}"
                                .formatted(field, start, end));
            }
        }
    }
}
