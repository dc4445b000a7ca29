package dev.gitvoy.xds.view;

import dev.gitvoy.xds.resource.Resource;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * Which resource has a host, as Envoy finds a request's virtual host: the host itself, then the longest {@code *.suffix}, then
 * the longest {@code prefix.*}, then {@code *} (config.route.v3.VirtualHost, "domains"). Immutable.
 */
final class Aliases {
    static final Aliases NONE = new Aliases(HashTreePMap.empty());

    private final HashPMap<String, String> nameByPattern;

    private Aliases(HashPMap<String, String> nameByPattern) {
        this.nameByPattern = nameByPattern;
    }

    Aliases plus(Resource resource) {
        var more = nameByPattern;
        for (var alias : resource.aliases()) {
            more = more.plus(alias, resource.name());
        }
        return resource.aliases().isEmpty() ? this : new Aliases(more);
    }

    Aliases minus(Resource resource) {
        var fewer = nameByPattern;
        for (var alias : resource.aliases()) {
            if (resource.name().equals(fewer.get(alias))) {
                fewer = fewer.minus(alias);
            }
        }
        return resource.aliases().isEmpty() ? this : new Aliases(fewer);
    }

    /**
     * The name of the resource that an alias stands for.
     *
     * @param alias {@code OWNER/HOST}
     */
    Optional<String> resolve(String alias) {
        int start = alias.indexOf('/') + 1;
        if (nameByPattern.isEmpty() || start == 0) {
            return Optional.empty();
        }
        var owner = alias.substring(0, start);
        var host = alias.substring(start).toLowerCase(Locale.ROOT);
        var found = nameByPattern.get(owner + host);
        for (int from = 1; found == null && from < host.length(); from++) {
            found = nameByPattern.get(owner + "*" + host.substring(from));
        }
        for (int to = host.length() - 1; found == null && to > 0; to--) {
            found = nameByPattern.get(owner + host.substring(0, to) + "*");
        }
        return Optional.ofNullable(orElse(found, nameByPattern.get(owner + "*")));
    }

    private static @Nullable String orElse(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }
}
