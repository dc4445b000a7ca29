package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.problem.Suggestion;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The section {@code xds} of {@code gitvoy.yaml}. */
final class XdsSettings {
    static final String SECTION = "xds";
    private static final String BOOTSTRAP_CLUSTERS = "bootstrap_clusters";

    private XdsSettings() {}

    /** Names of clusters that the Envoys have from their own bootstrap, so that routes and filters may refer to them. */
    static List<Provided> bootstrapClusters(@Nullable YamlNode section, Consumer<Problem> problems) {
        var clusters = new ArrayList<Provided>();
        if (section == null) {
            return clusters;
        }
        if (!(section instanceof YamlNode.Mapping mapping)) {
            problems.accept(
                    wrongType(section, SECTION + " must be a mapping, for example {bootstrap_clusters: [authz]}"));
            return clusters;
        }
        mapping.entries().forEach((key, entry) -> {
            if (!key.equals(BOOTSTRAP_CLUSTERS)) {
                problems.accept(Problem.error(
                        entry.keyAt(),
                        "unknown-field",
                        "unknown setting \"" + key + "\"" + Suggestion.forName(key, Set.of(BOOTSTRAP_CLUSTERS))));
            } else if (entry.value() instanceof YamlNode.Sequence names) {
                names.items().forEach(name -> {
                    if (name instanceof YamlNode.Scalar scalar) {
                        clusters.add(new Provided(
                                new Name(ResourceTypes.CLUSTER.kind(), Name.EVERYONE, scalar.text()), scalar.at()));
                    } else {
                        problems.accept(wrongType(name, "expected the name of a cluster"));
                    }
                });
            } else {
                problems.accept(wrongType(entry.value(), BOOTSTRAP_CLUSTERS + " must be a list of names"));
            }
        });
        return clusters;
    }

    private static Problem wrongType(YamlNode node, String expected) {
        return Problem.error(node.at(), "wrong-type", expected + "; found " + node.describe());
    }
}
