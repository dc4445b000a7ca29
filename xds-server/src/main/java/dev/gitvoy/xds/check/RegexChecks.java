package dev.gitvoy.xds.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gitvoy.xds.check.MessageChecks.Named;
import java.util.List;

/** Regular expressions, which Envoy compiles with RE2. */
final class RegexChecks {
    static final List<Named> ALL = List.of(
            new Named("envoy.type.matcher.v3.RegexMatcher", RegexChecks::regex),
            new Named("envoy.config.metrics.v3.TagSpecifier", RegexChecks::regex));

    private RegexChecks() {}

    private static void regex(Fields matcher, Findings findings) {
        var regex = matcher.text("regex");
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            findings.error(
                    findings.places().of("regex"),
                    "bad-regex",
                    "regex: %s is not RE2: %s".formatted(Values.show(regex), e.getDescription()));
        }
    }
}
