package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.problem.Problem;
import dev.gitvoy.gitsync.release.Artifact;
import dev.gitvoy.gitsync.release.ArtifactKey;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.gitsync.release.Provided;
import dev.gitvoy.gitsync.release.Required;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

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

    private final SortedMap<String, CompiledFile> files;
    private final Map<String, List<Resource>> byScope = new TreeMap<>();
    private final List<Provided> knownElsewhere;

    XdsArtifact(SortedMap<String, CompiledFile> files, List<Provided> knownElsewhere) {
        this.files = files;
        files.values().forEach(file -> byScope.computeIfAbsent(file.scope, scope -> new ArrayList<>())
                .addAll(file.resources));
        this.knownElsewhere = List.copyOf(knownElsewhere);
    }

    /** The node groups that have a folder, without {@link Name#EVERYONE}. */
    public Set<String> groups() {
        var groups = new TreeSet<>(byScope.keySet());
        groups.remove(Name.EVERYONE);
        return groups;
    }

    /** The resources of one type that a group is served: everyone's and its own, by name. */
    public SortedMap<String, Resource> resources(String group, ResourceType type) {
        var resources = new TreeMap<String, Resource>();
        Stream.of(Name.EVERYONE, group)
                .flatMap(scope -> byScope.getOrDefault(scope, List.of()).stream())
                .filter(resource -> resource.type().equals(type))
                .forEach(resource -> resources.put(resource.name(), resource));
        return resources;
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

    SortedMap<String, CompiledFile> files() {
        return files;
    }
}
