package dev.gitvoy.ratelimit.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.Glob;
import dev.gitvoy.gitsync.yaml.YamlFields;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document in the format of envoyproxy/ratelimit, whose meaning it keeps, but tells all problems at once and each
 * with its place. Two keys of ours may stand beside a limit: {@code on_store_failure} and {@code on_full}.
 */
final class DomainReader {
    private static final long MOST_REQUESTS = 0xFFFF_FFFFL;

    private final Consumer<Problem> problems;

    DomainReader(Consumer<Problem> problems) {
        this.problems = problems;
    }

    /** Nothing when the domain has no name: its rules would be nobody's. */
    Optional<Domain> read(YamlNode document) {
        return YamlFields.of(document, "a file of limits", problems).flatMap(fields -> {
            var name = fields.required("domain", "domain: edge");
            if (name.filter(LiveRules.WARM_UP_DOMAIN::equals).isPresent()) {
                problems.accept(Problem.error(
                        fields.at("domain"), "reserved-name", "the domain \"" + name.get() + "\" is gitvoy's own"));
            }
            var root = descriptors(fields, List.of()).build(null);
            fields.reportUnknown();
            return name.map(domain -> new Domain(domain, fields.at("domain"), root));
        });
    }

    private Rule.Builder descriptors(YamlFields parent, List<@Nullable String> sharedAbove) {
        var children = new Rule.Builder();
        var seen = new HashMap<String, Location>();
        for (var node : parent.list("descriptors")) {
            YamlFields.of(node, "a descriptor", problems).ifPresent(fields -> {
                var key = fields.required("key", "key: remote_address");
                var value = fields.text("value").orElse("");
                var rule = rule(fields, value, sharedAbove);
                fields.reportUnknown();
                if (key.isEmpty()) {
                    return;
                }
                if (Glob.isGlob(key.get())) {
                    problems.accept(Problem.error(
                            fields.at("key"),
                            "not-supported",
                            "a * in a key is not supported by this version of gitvoy; found \"" + key.get()
                                    + "\"; write the pattern as a value"));
                }
                var first = seen.putIfAbsent(key.get() + "\0" + value, fields.at());
                if (first == null) {
                    children.add(key.get(), value, rule);
                } else {
                    problems.accept(Problem.error(
                            fields.at(),
                            "duplicate-name",
                            "the descriptor " + key.get() + (value.isEmpty() ? "" : " = \"" + value + "\"")
                                    + " is already there, at " + first + "; merge them or remove one"));
                }
            });
        }
        return children;
    }

    private Rule rule(YamlFields fields, String value, List<@Nullable String> sharedAbove) {
        boolean shares = fields.flag("share_threshold", false);
        if (shares && !Glob.isGlob(value)) {
            problems.accept(Problem.error(
                    fields.at("share_threshold"),
                    "bad-value",
                    "share_threshold is for a value with *, whose matches share one counter; found "
                            + (value.isEmpty() ? "no value" : "\"" + value + "\"")));
        }
        var shared = new ArrayList<@Nullable String>(sharedAbove);
        shared.add(shares ? value : null);
        var limit = limit(fields, shared);
        return descriptors(fields, shared).build(limit);
    }

    private @Nullable Limit limit(YamlFields descriptor, List<@Nullable String> shared) {
        boolean shadow = descriptor.flag("shadow_mode", false);
        boolean quota = descriptor.flag("quota_mode", false);
        // The first two change the names of statistics only, which are ours.
        warnOfNoEffect(descriptor, "detailed_metric", descriptor.flag("detailed_metric", false));
        warnOfNoEffect(descriptor, "value_to_metric", descriptor.flag("value_to_metric", false));
        var metadata = metadata(descriptor);
        warnOfNoEffect(descriptor, "metadata", metadata.isPresent());
        var fields = descriptor.mapping("rate_limit");
        if (fields.isEmpty()) {
            return null;
        }
        var limit = limit(fields.get(), shadow, quota, shared, metadata);
        fields.get().reportUnknown();
        return limit;
    }

    private void warnOfNoEffect(YamlFields descriptor, String field, boolean given) {
        if (given) {
            problems.accept(Problem.warning(
                    descriptor.at(field),
                    "no-effect",
                    field + " has no effect in this version of gitvoy; the limit itself is applied"));
        }
    }

    private Optional<Struct> metadata(YamlFields descriptor) {
        var node = descriptor.node("metadata");
        if (node.isPresent() && !(node.get() instanceof YamlNode.Mapping)) {
            problems.accept(Problem.error(
                    node.get().at(),
                    "wrong-type",
                    "metadata must be a mapping; found " + node.get().describe()));
            return Optional.empty();
        }
        return node.map(mapping -> toValue(mapping).getStructValue());
    }

    private @Nullable Limit limit(
            YamlFields fields,
            boolean shadow,
            boolean quota,
            List<@Nullable String> shared,
            Optional<Struct> metadata) {
        boolean unlimited = fields.flag("unlimited", false);
        if (unlimited && fields.has("unit")) {
            problems.accept(Problem.error(
                    fields.at("unit"), "conflict", "an unlimited rule has no unit; remove one of the two"));
        }
        if (!unlimited && !fields.has("unit")) {
            problems.accept(
                    Problem.error(fields.at(), "missing-field", "\"unit\" is needed, for example unit: minute"));
        }
        if (!unlimited && !fields.has("requests_per_unit")) {
            problems.accept(Problem.warning(
                    fields.at(),
                    "blocks-all",
                    "without requests_per_unit every request is over the limit; write requests_per_unit: 0 if you"
                            + " mean it"));
        }
        var unit = fields.oneOf("unit", Unit.class, Unit.SECOND);
        var requests = fields.number("requests_per_unit", 0, MOST_REQUESTS).orElse(0L);
        var name = fields.text("name").orElse("");
        return new Limit(
                unit,
                requests,
                unlimited,
                name,
                replaces(fields, name),
                shadow,
                quota,
                fields.has("on_store_failure")
                        ? Optional.of(fields.oneOf("on_store_failure", OnStoreFailure.class, OnStoreFailure.ERROR))
                        : Optional.empty(),
                fields.oneOf("on_full", OnFull.class, OnFull.DENY),
                shared,
                metadata,
                Limit.current(unit, requests.intValue(), name));
    }

    private Set<String> replaces(YamlFields fields, String own) {
        var names = new HashSet<String>();
        for (var node : fields.list("replaces")) {
            YamlFields.of(node, "an item of replaces", problems).ifPresent(item -> {
                item.required("name", "name: of-another-limit").ifPresent(name -> {
                    if (name.equals(own)) {
                        problems.accept(Problem.error(
                                item.at("name"), "bad-value", "a limit cannot replace itself, \"" + own + "\""));
                    }
                    names.add(name);
                });
                item.reportUnknown();
            });
        }
        return names;
    }

    private static Value toValue(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            var struct = Struct.newBuilder();
            Map<String, YamlNode.Entry> entries = mapping.entries();
            entries.forEach((key, entry) -> struct.putFields(key, toValue(entry.value())));
            return Value.newBuilder().setStructValue(struct).build();
        }
        if (node instanceof YamlNode.Sequence sequence) {
            var list = com.google.protobuf.ListValue.newBuilder();
            sequence.items().forEach(item -> list.addValues(toValue(item)));
            return Value.newBuilder().setListValue(list).build();
        }
        return Value.newBuilder()
                .setStringValue(((YamlNode.Scalar) node).text())
                .build();
    }
}
