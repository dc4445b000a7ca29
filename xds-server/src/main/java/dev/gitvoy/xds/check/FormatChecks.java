package dev.gitvoy.xds.check;

import com.google.re2j.Pattern;
import dev.gitvoy.gitsync.problem.Excerpt;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.xds.check.MessageChecks.Named;
import java.util.List;
import java.util.function.Supplier;

/**
 * Format strings, such as {@code %REQ(:path)%} in headers and access logs. Which commands there are differs between
 * versions of Envoy and their extensions, so only the form is judged.
 */
final class FormatChecks {
    private static final Pattern COMMAND = Pattern.compile("^%[A-Z0-9_]+(\\(.*?\\))?(:[0-9]+)?%");

    static final List<Named> ALL =
            List.of(new Named("envoy.config.core.v3.SubstitutionFormatString", (format, findings) -> {
                check(format.text("text_format"), findings, () -> findings.places()
                        .of("text_format"));
                format.message("text_format_source")
                        .ifPresent(source -> check(source.text("inline_string"), findings, () -> findings.places()
                                .at("text_format_source", "inline_string")));
            }));

    private FormatChecks() {}

    static void check(String format, Findings findings, Supplier<Location> at) {
        int next = 0;
        while (true) {
            int start = format.indexOf('%', next);
            if (start < 0) {
                return;
            }
            var rest = format.substring(start);
            if (rest.startsWith("%%")) {
                next = start + 2;
                continue;
            }
            var matcher = COMMAND.matcher(rest);
            if (!matcher.find()) {
                findings.error(
                        at.get(),
                        "bad-format",
                        "\"%s\" starts no command such as %%REQ(:path)%%; write %%%% for a percent sign"
                                .formatted(Excerpt.of(rest)));
                return;
            }
            next = start + matcher.end();
        }
    }
}
