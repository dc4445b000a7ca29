package dev.gitvoy.ratelimit.rule;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlFields;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code ratelimit} of {@code gitvoy.yaml}: what holds for all domains.
 *
 * @param shadowMode nothing is refused, whatever the statuses say
 * @param quotaMode every limit is a quota
 * @param responseHeaders {@code RateLimit-Limit}, {@code -Remaining} and {@code -Reset} are added to the response
 * @param onStoreFailure of limits that do not say
 */
public record RateLimitSettings(
        boolean shadowMode, boolean quotaMode, boolean responseHeaders, OnStoreFailure onStoreFailure) {
    static final String SECTION = "ratelimit";
    static final RateLimitSettings DEFAULT = new RateLimitSettings(false, false, false, OnStoreFailure.ERROR);

    static RateLimitSettings read(@Nullable YamlNode section, Consumer<Problem> problems) {
        if (section == null) {
            return DEFAULT;
        }
        return YamlFields.of(section, SECTION, problems)
                .map(fields -> {
                    var settings = new RateLimitSettings(
                            fields.flag("shadow_mode", DEFAULT.shadowMode),
                            fields.flag("quota_mode", DEFAULT.quotaMode),
                            fields.flag("response_headers", DEFAULT.responseHeaders),
                            fields.oneOf("on_store_failure", OnStoreFailure.class, DEFAULT.onStoreFailure));
                    fields.reportUnknown();
                    return settings;
                })
                .orElse(DEFAULT);
    }
}
