package dev.gitvoy.xds.view;

import dev.gitvoy.gitsync.release.MapChanges;
import dev.gitvoy.xds.resource.ContentSum;
import dev.gitvoy.xds.resource.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * All resources of one type that a group is served. Immutable; one that differs a little from another shares the rest with it.
 *
 * <p>The version is a hash over names and versions: equal wherever the content is equal. What differs from the view before is
 * found once, for all streams that come from there.
 */
public final class TypeView {
    /** A type of which there is nothing. */
    public static final TypeView EMPTY =
            new TypeView(TreePMap.empty(), ContentSum.EMPTY, Aliases.NONE, "", Set.of(), 0);

    private final TreePMap<String, Resource> resources;
    private final ContentSum sum;
    private final Aliases aliases;
    private final String version;
    private final String earlierVersion;
    private final Set<String> changedSinceEarlier;
    /** How many of the resources have a TTL. */
    private final int ttls;
    /** Found when it is asked for: few views have any. */
    private volatile @Nullable List<Resource> withTtl;

    private TypeView(
            TreePMap<String, Resource> resources,
            ContentSum sum,
            Aliases aliases,
            String earlierVersion,
            Set<String> changedSinceEarlier,
            int ttls) {
        this.resources = resources;
        this.sum = sum;
        this.aliases = aliases;
        this.version = sum.version();
        this.earlierVersion = earlierVersion;
        this.changedSinceEarlier = changedSinceEarlier;
        this.ttls = ttls;
    }

    /**
     * The next one; this one if nothing is different.
     *
     * @param changes what is to stand under a name, and nothing for what is gone
     */
    TypeView with(Map<String, Optional<Resource>> changes) {
        var nextSum = sum;
        var nextAliases = aliases;
        int nextTtls = ttls;
        var different = new MapChanges<Resource>();
        var come = new ArrayList<Resource>();
        for (var change : changes.entrySet()) {
            var old = resources.get(change.getKey());
            var resource = change.getValue().orElse(null);
            if (isSame(old, resource)) {
                continue;
            }
            if (resource == null) {
                different.remove(change.getKey());
            } else {
                different.put(change.getKey(), resource);
                come.add(resource);
            }
            if (old != null) {
                nextTtls -= old.hasTtl() ? 1 : 0;
                nextSum = nextSum.minus(old.sum());
                nextAliases = nextAliases.minus(old);
            }
        }
        var names = different.keys();
        if (names.isEmpty()) {
            return this;
        }
        // All that goes before all that comes: an alias may move from one resource to another.
        for (var resource : come) {
            nextTtls += resource.hasTtl() ? 1 : 0;
            nextSum = nextSum.plus(resource.sum());
            nextAliases = nextAliases.plus(resource);
        }
        return new TypeView(different.appliedTo(resources), nextSum, nextAliases, version, Set.copyOf(names), nextTtls);
    }

    /** This one with more resources, in the place of those that have the same names. */
    TypeView withAll(TreePMap<String, Resource> more) {
        if (!resources.isEmpty()) {
            var changes = new LinkedHashMap<String, Optional<Resource>>();
            more.forEach((name, resource) -> changes.put(name, Optional.of(resource)));
            return with(changes);
        }
        var all = Aliases.NONE;
        int manyTtls = 0;
        for (var resource : more.values()) {
            all = all.plus(resource);
            manyTtls += resource.hasTtl() ? 1 : 0;
        }
        return new TypeView(more, ContentSum.of(more.values()), all, version, more.keySet(), manyTtls);
    }

    private static boolean isSame(@Nullable Resource one, @Nullable Resource other) {
        return Objects.equals(versionOf(one), versionOf(other));
    }

    private static @Nullable String versionOf(@Nullable Resource resource) {
        return resource == null ? null : resource.version();
    }

    public SortedMap<String, Resource> resources() {
        return resources;
    }

    public @Nullable Resource find(String name) {
        return resources.get(name);
    }

    /** The name of the resource that has this alias. */
    public Optional<String> resolve(String alias) {
        return aliases.resolve(alias);
    }

    /** Those that a client forgets after a time, if it does not hear of them again. */
    public List<Resource> withTtl() {
        if (ttls == 0) {
            return List.of();
        }
        var found = withTtl;
        if (found == null) {
            found = resources.values().stream().filter(Resource::hasTtl).toList();
            withTtl = found;
        }
        return found;
    }

    public String version() {
        return version;
    }

    /** The version of a part of the view, or of a mixture with an older one: its own when the part is the whole. */
    public String versionOf(List<Resource> part) {
        return ContentSum.of(part).version();
    }

    /** The names that were added, changed or removed since another view; known already if that is the one before. */
    public Set<String> differences(TypeView other) {
        return earlierVersion.equals(other.version) ? changedSinceEarlier : compared(other.resources, resources);
    }

    private static Set<String> compared(Map<String, Resource> before, Map<String, Resource> after) {
        var names = new HashSet<String>();
        after.forEach((name, resource) -> {
            if (!isSame(before.get(name), resource)) {
                names.add(name);
            }
        });
        before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(names::add);
        return names;
    }
}
