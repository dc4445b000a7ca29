package dev.gitvoy.xds.group;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.yaml.YamlFields;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A group of Envoys: its name, which is that of a folder in {@code xds/}, and which nodes belong to it. */
public record NodeGroup(String name, NodeMatch match) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    /** Which nodes belong to it, for people: {@code id edge-*, region eu-*}. */
    public String describe() {
        return match.describe();
    }

    static Optional<NodeGroup> read(YamlFields fields, Consumer<Problem> problems) {
        var name = fields.required("name", "edge");
        var matchFields = fields.mapping("match");
        if (matchFields.isEmpty() && !fields.has("match")) {
            problems.accept(Problem.error(
                    fields.at(), "missing-field", "\"match\" is needed, for example {id: edge-*} or {cluster: edge}"));
        }
        var match = matchFields.flatMap(each -> NodeMatch.read(each, problems));
        fields.reportUnknown();
        if (name.isPresent()
                && (!NAME.matcher(name.get()).matches() || name.get().equals(NodeGroups.ALL))) {
            problems.accept(Problem.error(
                    fields.at("name"),
                    "bad-value",
                    "\"" + name.get() + "\" cannot be the name of a group; "
                            + (name.get().equals(NodeGroups.ALL)
                                    ? "xds/all is for every Envoy"
                                    : "use letters, digits, \".\", \"_\" and \"-\", as in a folder's name")));
            return Optional.empty();
        }
        return name.flatMap(given -> match.map(each -> new NodeGroup(given, each)));
    }
}
