package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Outline;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The section {@code xds} of {@code gitvoy.yaml}: names that are known although no file of the commit defines them. */
final class XdsSettings {
    static final String SECTION = "xds";

    /** Clusters that the Envoys have from their own bootstrap; domains that another rate limit service knows. */
    private static final Map<String, String> KIND_BY_SETTING = new TreeMap<>(Map.of(
            "bootstrap_clusters",
            ResourceTypes.CLUSTER.kind(),
            "external_rate_limit_domains",
            References.RATE_LIMIT_DOMAIN));

    private XdsSettings() {}

    /** The names, so that routes and filters may refer to them. */
    static Outline knownNames(@Nullable YamlNode section, Consumer<Problem> problems) {
        return new Outline(read(section, problems), List.of(), List.of(), false);
    }

    private static List<Provided> read(@Nullable YamlNode section, Consumer<Problem> problems) {
        var known = new ArrayList<Provided>();
        if (section == null) {
            return known;
        }
        if (!(section instanceof YamlNode.Mapping mapping)) {
            problems.accept(
                    wrongType(section, SECTION + " must be a mapping, for example {bootstrap_clusters: [metrics]}"));
            return known;
        }
        mapping.entries().forEach((setting, entry) -> {
            var kind = KIND_BY_SETTING.get(setting);
            if (kind == null) {
                problems.accept(Problem.error(
                        entry.keyAt(),
                        "unknown-field",
                        "unknown setting \"" + setting + "\"" + Suggestion.forName(setting, KIND_BY_SETTING.keySet())));
            } else if (entry.value() instanceof YamlNode.Sequence names) {
                names.items().forEach(name -> {
                    if (name instanceof YamlNode.Scalar scalar) {
                        known.add(new Provided(new Name(kind, Name.EVERYONE, scalar.text()), scalar.at()));
                    } else {
                        problems.accept(wrongType(name, "expected the name of a " + kind));
                    }
                });
            } else {
                problems.accept(wrongType(entry.value(), setting + " must be a list of names"));
            }
        });
        return known;
    }

    private static Problem wrongType(YamlNode node, String expected) {
        return Problem.error(node.at(), "wrong-type", expected + "; found " + node.describe());
    }
}
