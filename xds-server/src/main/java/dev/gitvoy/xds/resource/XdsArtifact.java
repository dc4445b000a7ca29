package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.cache.CacheKey;
import dev.gitvoy.gitsync.release.Artifact;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.MapChanges;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Outline;
import dev.gitvoy.xds.group.NodeGroups;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
     * @param key by which a cache has it, if one does
     */
    record CompiledFile(
            String scope,
            List<Resource> resources,
            Outline outline,
            @Nullable CacheKey key) {
        CompiledFile {
            resources = List.copyOf(resources);
        }

        CompiledFile(String scope, List<Resource> resources, Outline outline) {
            this(scope, resources, outline, null);
        }

        CompiledFile keptAs(CacheKey key) {
            return new CompiledFile(scope, resources, outline, key);
        }
    }

    static final XdsArtifact EMPTY = new XdsArtifact(
            TreePMap.empty(),
            HashTreePMap.empty(),
            NodeGroups.BY_CLUSTER,
            Outline.EMPTY,
            new WeakReference<>(null),
            Set.of());

    private final TreePMap<String, CompiledFile> files;
    /** By scope and type, so that a change costs what has changed. */
    private final HashPMap<String, HashPMap<ResourceType, TreePMap<String, Resource>>> resources;

    private final NodeGroups groups;
    /** What the settings say: names that are known although no file defines them. */
    private final Outline settings;
    /** What this one was made from; weak, so that releases make no chain. */
    private final WeakReference<@Nullable XdsArtifact> base;

    private final Set<ResourceKey> changedSinceBase;

    private XdsArtifact(
            TreePMap<String, CompiledFile> files,
            HashPMap<String, HashPMap<ResourceType, TreePMap<String, Resource>>> resources,
            NodeGroups groups,
            Outline settings,
            WeakReference<@Nullable XdsArtifact> base,
            Set<ResourceKey> changedSinceBase) {
        this.files = files;
        this.resources = resources;
        this.groups = groups;
        this.settings = settings;
        this.base = base;
        this.changedSinceBase = Set.copyOf(changedSinceBase);
    }

    /**
     * The next one.
     *
     * @param changes files that were compiled anew, and nothing for those that are gone
     */
    XdsArtifact with(Map<String, Optional<CompiledFile>> changes, NodeGroups groups, Outline settings) {
        var changedFiles = new MapChanges<CompiledFile>();
        var changedResources = new TreeMap<String, Map<ResourceType, MapChanges<Resource>>>();
        for (var change : changes.entrySet()) {
            var path = change.getKey();
            var old = files.get(path);
            if (old != null) {
                var ofScope = changedResources.computeIfAbsent(old.scope, scope -> new HashMap<>());
                old.resources.forEach(resource -> of(ofScope, resource.type()).remove(resource.name()));
            }
            var file = change.getValue().orElse(null);
            if (file == null) {
                changedFiles.remove(path);
            } else {
                changedFiles.put(path, file);
                var ofScope = changedResources.computeIfAbsent(file.scope, scope -> new HashMap<>());
                file.resources.forEach(resource -> of(ofScope, resource.type()).put(resource.name(), resource));
            }
        }
        var nextFiles = changedFiles.appliedTo(files);
        var next = resources;
        for (var ofScope : changedResources.entrySet()) {
            var scope = ofScope.getKey();
            var byType = next.getOrDefault(scope, HashTreePMap.empty());
            for (var ofType : ofScope.getValue().entrySet()) {
                var byName = ofType.getValue().appliedTo(byType.getOrDefault(ofType.getKey(), TreePMap.empty()));
                byType = byName.isEmpty() ? byType.minus(ofType.getKey()) : byType.plus(ofType.getKey(), byName);
            }
            // A file without a resource still says that there is a group.
            boolean isThere = !byType.isEmpty()
                    || filesOf(scope, nextFiles).values().stream().anyMatch(file -> file.scope.equals(scope));
            next = isThere ? next.plus(scope, byType) : next.minus(scope);
        }
        // Nobody asks what differs from nothing.
        return files.isEmpty()
                ? new XdsArtifact(nextFiles, next, groups, settings, new WeakReference<>(null), Set.of())
                : new XdsArtifact(
                        nextFiles, next, groups, settings, new WeakReference<>(this), keysOf(changedResources));
    }

    private static MapChanges<Resource> of(Map<ResourceType, MapChanges<Resource>> changes, ResourceType type) {
        return changes.computeIfAbsent(type, each -> new MapChanges<>());
    }

    private static Set<ResourceKey> keysOf(Map<String, Map<ResourceType, MapChanges<Resource>>> changes) {
        var keys = new HashSet<ResourceKey>();
        changes.forEach((scope, byType) -> byType.forEach(
                (type, changed) -> changed.keys().forEach(name -> keys.add(new ResourceKey(scope, type, name)))));
        return keys;
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
    public Outline outline(String path) {
        var file = files.get(path);
        if (file != null) {
            return file.outline();
        }
        return path.equals(SETTINGS) ? settings : Outline.EMPTY;
    }

    Collection<CompiledFile> files() {
        return files.values();
    }

    /** The files of a scope other than {@link Name#EVERYONE}. */
    Map<String, CompiledFile> filesOf(String scope) {
        return filesOf(scope, files);
    }

    private static Map<String, CompiledFile> filesOf(String scope, TreePMap<String, CompiledFile> files) {
        var folder = XdsCompiler.FOLDER + "/" + scope + "/";
        return files.subMap(folder, folder + Character.MAX_VALUE);
    }
}
