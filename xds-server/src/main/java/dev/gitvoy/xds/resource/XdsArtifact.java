package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Artifact;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.release.Required;
import dev.gitvoy.xds.group.NodeGroups;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/** The xDS resources of a commit, file by file and group by group. */
public final class XdsArtifact implements Artifact {
    public static final ArtifactKey<XdsArtifact> KEY = new ArtifactKey<>("xds", XdsArtifact.class);

    /**
     * A file's part.
     *
     * @param scope the node group that sees it, or {@link Name#EVERYONE}
     * @param incomplete whether the file could not be read as YAML
     */
    record CompiledFile(
            String scope,
            List<Resource> resources,
            List<Provided> provides,
            List<Required> requires,
            List<Problem> problems,
            boolean incomplete) {
        CompiledFile {
            resources = List.copyOf(resources);
            provides = List.copyOf(provides);
            requires = List.copyOf(requires);
            problems = List.copyOf(problems);
        }
    }

    static final XdsArtifact EMPTY = new XdsArtifact(
            TreePMap.empty(),
            HashTreePMap.empty(),
            NodeGroups.BY_CLUSTER,
            List.of(),
            new WeakReference<>(null),
            Set.of());

    private final TreePMap<String, CompiledFile> files;
    /** By scope and type, so that a change costs what has changed. */
    private final HashPMap<String, HashPMap<ResourceType, TreePMap<String, Resource>>> resources;

    private final NodeGroups groups;
    private final List<Provided> knownElsewhere;
    /** What this one was made from; weak, so that releases make no chain. */
    private final WeakReference<@Nullable XdsArtifact> base;

    private final Set<ResourceKey> changedSinceBase;

    private XdsArtifact(
            TreePMap<String, CompiledFile> files,
            HashPMap<String, HashPMap<ResourceType, TreePMap<String, Resource>>> resources,
            NodeGroups groups,
            List<Provided> knownElsewhere,
            WeakReference<@Nullable XdsArtifact> base,
            Set<ResourceKey> changedSinceBase) {
        this.files = files;
        this.resources = resources;
        this.groups = groups;
        this.knownElsewhere = List.copyOf(knownElsewhere);
        this.base = base;
        this.changedSinceBase = Set.copyOf(changedSinceBase);
    }

    /**
     * The next one.
     *
     * @param changes files that were compiled anew, and nothing for those that are gone
     */
    XdsArtifact with(Map<String, Optional<CompiledFile>> changes, NodeGroups groups, List<Provided> knownElsewhere) {
        var nextFiles = files;
        var next = resources;
        var changed = new HashSet<ResourceKey>();
        // All that goes before all that comes: a resource may move from one file to another.
        for (var path : changes.keySet()) {
            var old = files.get(path);
            if (old != null) {
                next = without(next, old, changed);
                nextFiles = nextFiles.minus(path);
            }
        }
        for (var change : changes.entrySet()) {
            if (change.getValue().isPresent()) {
                var file = change.getValue().get();
                next = with(next, file, changed);
                nextFiles = nextFiles.plus(change.getKey(), file);
            }
        }
        return new XdsArtifact(nextFiles, next, groups, knownElsewhere, new WeakReference<>(this), changed);
    }

    private static HashPMap<String, HashPMap<ResourceType, TreePMap<String, Resource>>> without(
            HashPMap<String, HashPMap<ResourceType, TreePMap<String, Resource>>> all,
            CompiledFile file,
            Set<ResourceKey> changed) {
        var byType = all.getOrDefault(file.scope, HashTreePMap.empty());
        for (var resource : file.resources) {
            changed.add(new ResourceKey(file.scope, resource.type(), resource.name()));
            var left = byType.getOrDefault(resource.type(), TreePMap.empty()).minus(resource.name());
            byType = left.isEmpty() ? byType.minus(resource.type()) : byType.plus(resource.type(), left);
        }
        return byType.isEmpty() ? all.minus(file.scope) : all.plus(file.scope, byType);
    }

    private static HashPMap<String, HashPMap<ResourceType, TreePMap<String, Resource>>> with(
            HashPMap<String, HashPMap<ResourceType, TreePMap<String, Resource>>> all,
            CompiledFile file,
            Set<ResourceKey> changed) {
        var byType = all.getOrDefault(file.scope, HashTreePMap.empty());
        for (var resource : file.resources) {
            changed.add(new ResourceKey(file.scope, resource.type(), resource.name()));
            var more = byType.getOrDefault(resource.type(), TreePMap.empty()).plus(resource.name(), resource);
            byType = byType.plus(resource.type(), more);
        }
        // A file without a resource still says that there is a group.
        return all.plus(file.scope, byType);
    }

    /** Which nodes belong to which group. */
    public NodeGroups groups() {
        return groups;
    }

    /** The node groups that have a folder, without {@link Name#EVERYONE}. */
    public Set<String> scopes() {
        var scopes = new TreeSet<>(resources.keySet());
        scopes.remove(Name.EVERYONE);
        return scopes;
    }

    /** A resource that stands in this very scope. */
    public Optional<Resource> find(ResourceKey key) {
        return Optional.ofNullable(ofScope(key.scope()).get(key.type())).map(byName -> byName.get(key.name()));
    }

    /** All resources of a scope alone, by type and name. */
    public Map<ResourceType, TreePMap<String, Resource>> ofScope(String scope) {
        return resources.getOrDefault(scope, HashTreePMap.empty());
    }

    /** Where there may be another resource, or none, or one, than in an earlier commit; cheap when this was made from that. */
    public Set<ResourceKey> changesSince(XdsArtifact earlier) {
        if (earlier == this) {
            return Set.of();
        }
        if (earlier == base.get()) {
            return changedSinceBase;
        }
        var all = new HashSet<ResourceKey>();
        for (var artifact : List.of(earlier, this)) {
            artifact.resources.forEach((scope, byType) -> byType.forEach(
                    (type, byName) -> byName.keySet().forEach(name -> all.add(new ResourceKey(scope, type, name)))));
        }
        return all;
    }

    @Override
    public List<Provided> provides() {
        return Stream.concat(
                        knownElsewhere.stream(),
                        files.values().stream().map(CompiledFile::provides).flatMap(Collection::stream))
                .toList();
    }

    @Override
    public List<Required> requires() {
        return files.values().stream()
                .map(CompiledFile::requires)
                .flatMap(Collection::stream)
                .toList();
    }

    @Override
    public boolean incomplete() {
        return files.values().stream().anyMatch(CompiledFile::incomplete);
    }

    List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        files.values().forEach(file -> problems.addAll(file.problems));
        return problems;
    }

    TreePMap<String, CompiledFile> files() {
        return files;
    }
}
