package dev.gitvoy.xds.group;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlFields;
import dev.gitvoy.gitsync.yaml.YamlNode;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code groups} of {@code gitvoy.yaml}: the group of a node is the first that matches it. Without the section, it
 * is the node's cluster.
 *
 * @param inOrder empty when the section is not there
 */
public record NodeGroups(List<NodeGroup> inOrder) {
    public static final String SECTION = "groups";
    /** What a node belongs to that is of no group; no group has this name. */
    public static final String NONE = "";
    /** The groups' name for what all of them are served. */
    public static final String ALL = "all";

    public static final NodeGroups BY_CLUSTER = new NodeGroups(List.of());

    public NodeGroups {
        inOrder = List.copyOf(inOrder);
    }

    /** Reads the section, if it is there; what is wrong is left out, and reported. */
    public static NodeGroups read(@Nullable YamlNode section, Consumer<Problem> problems) {
        if (section == null) {
            return BY_CLUSTER;
        }
        if (!(section instanceof YamlNode.Sequence list)) {
            problems.accept(Problem.error(
                    section.at(),
                    "wrong-type",
                    SECTION + " must be a list, for example [{name: edge, match: {id: edge-*}}]; found "
                            + section.describe()));
            return BY_CLUSTER;
        }
        var groups = new ArrayList<NodeGroup>();
        var names = new TreeSet<String>();
        for (var item : list.items()) {
            YamlFields.of(item, "a group", problems)
                    .flatMap(fields -> NodeGroup.read(fields, problems))
                    .ifPresent(group -> {
                        if (names.add(group.name())) {
                            groups.add(group);
                        } else {
                            problems.accept(Problem.error(
                                    item.at(),
                                    "duplicate-name",
                                    "group \"" + group.name() + "\" is already defined above; rename or remove one"));
                        }
                    });
        }
        return new NodeGroups(groups);
    }

    /** The group that a node belongs to, or {@link #NONE}. */
    public String groupOf(Node node) {
        if (inOrder.isEmpty()) {
            return node.getCluster();
        }
        return inOrder.stream()
                .filter(group -> group.match().matches(node))
                .findFirst()
                .map(NodeGroup::name)
                .orElse(NONE);
    }

    /** Whether a group of this name can have nodes. */
    public boolean has(String group) {
        return inOrder.isEmpty() || names().contains(group);
    }

    /** The names of the groups that are defined. */
    public Set<String> names() {
        var names = new TreeSet<String>();
        inOrder.forEach(group -> names.add(group.name()));
        return names;
    }
}
