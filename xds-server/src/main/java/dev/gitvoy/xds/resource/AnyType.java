package dev.gitvoy.xds.resource;

import com.google.protobuf.Message;
import dev.gitvoy.gitsync.problem.Excerpt;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.yaml.YamlNode;
import dev.gitvoy.xds.api.EnvoyApi;
import dev.gitvoy.xds.api.EnvoyTypes;
import java.util.Optional;

/** Finds the message that a mapping's {@code @type} names. */
final class AnyType {
    static final String KEY = "@type";

    private static final String EXAMPLE =
            "\"@type\": " + EnvoyTypes.URL_PREFIX + "envoy.extensions.filters.http.router.v3.Router";

    private final EnvoyApi api;
    private final ReadProblems problems;

    AnyType(EnvoyApi api, ReadProblems problems) {
        this.api = api;
        this.problems = problems;
    }

    /** Returns the default instance of the message, or nothing after a problem. */
    Optional<Message> of(YamlNode node, Target target) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            problems.wrongShape(node, target, "a mapping with \"@type\"");
            return Optional.empty();
        }
        var type = mapping.entries().get(KEY);
        if (type == null) {
            var what = "%s: \"@type\" is missing; write, for example, %s".formatted(target.name(), EXAMPLE);
            problems.report(node.at(), "missing-type", what);
            return Optional.empty();
        }
        if (!(type.value() instanceof YamlNode.Scalar url) || url.isNull()) {
            problems.wrongType(type.value(), new Target(KEY, false), "a type URL, for example " + EXAMPLE);
            return Optional.empty();
        }
        return find(url);
    }

    /** Returns the place of the type's name. */
    static Location at(YamlNode.Mapping mapping) {
        var type = mapping.entries().get(KEY);
        return type == null ? mapping.at() : type.value().at();
    }

    private Optional<Message> find(YamlNode.Scalar url) {
        var name = Excerpt.of(url.text());
        var found = api.find(url.text());
        if (found.isPresent() && url.text().indexOf('/') < 1) {
            var full =
                    EnvoyTypes.URL_PREFIX + found.get().getDescriptorForType().getFullName();
            problems.report(url.at(), "unknown-type", "\"%s\" is no type URL; write \"%s\"".formatted(name, full));
            return Optional.empty();
        }
        if (found.isEmpty()) {
            var why = EnvoyTypes.isV2(url.text())
                    ? "is the v2 API, which Envoy no longer has; use the v3 type"
                    : "is not in the " + api.name() + "; check its spelling" + api.remedy(", or ");
            problems.report(url.at(), "unknown-type", "\"%s\" %s".formatted(name, why));
        }
        return found;
    }
}
