package dev.gitvoy.xds.diff;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gitvoy.gitsync.change.Change;
import dev.gitvoy.gitsync.change.Change.Action;
import dev.gitvoy.gitsync.change.Detail;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.release.Artifact;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.xds.api.EnvoyTypes;
import dev.gitvoy.xds.group.NodeGroups;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceKey;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsArtifact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What an operator of Envoys sees differ between two commits: clusters, endpoints, routes, listeners, secrets by digest, and
 * which Envoys belong to which group. Costs what has changed when one artifact was made from the other.
 */
public final class XdsDiff {
    private static final String LOAD_ASSIGNMENT = "load assignment";

    private final MessageText text = new MessageText(EnvoyTypes::find);
    private final ResourceTypes types;
    private final XdsArtifact before;
    private final XdsArtifact after;
    private final List<Change> changes = new ArrayList<>();

    private XdsDiff(ResourceTypes types, XdsArtifact before, XdsArtifact after) {
        this.types = types;
        this.before = before;
        this.after = after;
    }

    /** The changes by group, then by kind, then by name. */
    public static List<Change> between(XdsArtifact before, XdsArtifact after) {
        return new XdsDiff(ResourceTypes.DEFAULT, before, after).changes();
    }

    private List<Change> changes() {
        groups();
        after.changesSince(before).stream()
                .sorted(Comparator.comparing(ResourceKey::scope)
                        .thenComparing(key -> types.inOrder().indexOf(key.type()))
                        .thenComparing(ResourceKey::name))
                .forEach(this::resource);
        return List.copyOf(changes);
    }

    private void groups() {
        var left = before.groups();
        var right = after.groups();
        if (left.equals(right)) {
            return;
        }
        var at = Location.startOf(Artifact.SETTINGS);
        for (var group : left.inOrder()) {
            if (!right.names().contains(group.name())) {
                tell(Action.REMOVED, "node group", Name.EVERYONE, group.name(), List.of(), at);
            }
        }
        for (var group : right.inOrder()) {
            var was = left.inOrder().stream()
                    .filter(each -> each.name().equals(group.name()))
                    .findFirst();
            if (was.isEmpty()) {
                var match = List.of(Detail.added("", group.describe()));
                tell(Action.ADDED, "node group", Name.EVERYONE, group.name(), match, at);
            } else if (!was.get().equals(group)) {
                var match = List.of(Detail.changed("", was.get().describe(), group.describe()));
                tell(Action.CHANGED, "node group", Name.EVERYONE, group.name(), match, at);
            }
        }
        var order = names(left);
        var next = names(right);
        var moved = ListItems.moved(order, next);
        next.stream()
                .filter(moved::contains)
                .forEach(name -> tell(
                        Action.CHANGED,
                        "node group",
                        Name.EVERYONE,
                        name,
                        List.of(Detail.changed(
                                "position",
                                String.valueOf(order.indexOf(name) + 1),
                                String.valueOf(next.indexOf(name) + 1))),
                        at));
    }

    private static List<String> names(NodeGroups groups) {
        return groups.inOrder().stream().map(group -> group.name()).toList();
    }

    private void resource(ResourceKey key) {
        var was = before.find(key);
        var is = after.find(key);
        if (was.isPresent() && is.isPresent()) {
            if (!was.get().version().equals(is.get().version())) {
                changed(key, was.get(), is.get());
            }
        } else if (is.isPresent()) {
            var facts = facts(key.scope(), is.get(), true);
            tell(
                    Action.ADDED,
                    kind(key.type()),
                    key.scope(),
                    key.name(),
                    facts,
                    is.get().at());
        } else if (was.isPresent()) {
            var facts = facts(key.scope(), was.get(), false);
            tell(
                    Action.REMOVED,
                    kind(key.type()),
                    key.scope(),
                    key.name(),
                    facts,
                    was.get().at());
        }
    }

    private void changed(ResourceKey key, Resource was, Resource is) {
        var kind = kind(key.type());
        int known = changes.size();
        var diff = new MessageDiff(text);
        if (!was.ttl().equals(is.ttl())) {
            diff.add(new Detail("ttl", seconds(was), seconds(is)));
        }
        var left = message(was);
        var right = message(is);
        if (key.type().equals(ResourceTypes.SECRET)) {
            diff.secrets(left, right);
        } else if (key.type().equals(ResourceTypes.ENDPOINTS)) {
            new EndpointsDiff(diff, "").compare(left, right, "");
        } else if (key.type().equals(ResourceTypes.ROUTES)) {
            new RoutesDiff(text, key.scope(), is, changes::add).tables(kind, left, right);
        } else if (key.type().equals(ResourceTypes.VIRTUAL_HOST)) {
            new RoutesDiff(text, key.scope(), is, changes::add).host(key.name(), left, right);
        } else {
            diff.messages("", left, right);
        }
        var details = key.type().equals(ResourceTypes.LISTENER) && ListenerPaths.areClear(left, right)
                ? ListenerPaths.shortened(diff.details())
                : diff.details();
        if (!details.isEmpty() || changes.size() == known) {
            tell(Action.CHANGED, kind, key.scope(), key.name(), details, is.at());
        }
    }

    private static Optional<String> seconds(Resource resource) {
        return resource.ttl().map(ttl -> ttl.toSeconds() + "s");
    }

    private List<Detail> facts(String scope, Resource resource, boolean isNew) {
        var message = message(resource);
        if (resource.type().equals(ResourceTypes.SECRET)) {
            return isNew ? List.of(Detail.added("", MessageText.digest(message))) : List.of();
        }
        if (resource.type().equals(ResourceTypes.ROUTES)) {
            return new RoutesDiff(text, scope, resource, changes::add).facts(message, isNew);
        }
        if (!isNew) {
            return List.of();
        }
        return resource.type().equals(ResourceTypes.ENDPOINTS)
                ? EndpointsDiff.addresses(message).stream()
                        .map(address -> Detail.added(address, ""))
                        .toList()
                : List.of();
    }

    private static String kind(ResourceType type) {
        return type.equals(ResourceTypes.ENDPOINTS) ? LOAD_ASSIGNMENT : type.kind();
    }

    private static Message message(Resource resource) {
        try {
            return resource.type().prototype().getParserForType().parseFrom(resource.body());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a resource is read by its own type", e);
        }
    }

    private void tell(Action action, String kind, String scope, String name, List<Detail> details, Location at) {
        changes.add(new Change(action, kind, scope, name, details, at));
    }
}
