package dev.gitvoy.xds.resource;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds what may be the name of a cluster in any message, so that no cluster is called unused that an extension uses which has no
 * rule in {@link References}. Envoy's fields are called {@code cluster}, {@code cluster_name}, {@code collector_cluster} and the like.
 */
final class ClusterMentions {
    private static final Pattern FIELD = Pattern.compile("([a-z0-9_]+_)?clusters?(_names?)?");

    /** An assignment is named after its cluster, which does not make anybody use the cluster. */
    private static final String ASSIGNMENT = "envoy.config.endpoint.v3.ClusterLoadAssignment";

    /** What chooses a cluster while it runs, by a program or a request. */
    private static final Set<String> CHOOSERS = Set.of(
            "envoy.extensions.filters.http.lua.v3.Lua",
            "envoy.extensions.filters.http.wasm.v3.Wasm",
            "envoy.extensions.filters.http.golang.v3alpha.Config",
            "envoy.extensions.filters.http.dynamic_modules.v3.DynamicModuleFilter",
            "envoy.extensions.filters.http.on_demand.v3.OnDemand",
            "envoy.config.route.v3.ClusterSpecifierPlugin");

    private static final Set<String> CHOOSING_FIELDS = Set.of("cluster_header", "cluster_specifier_plugin");

    /** By message; the API bounds it. */
    private static final Map<Descriptor, ClusterMentions> FOUND = new ConcurrentHashMap<>();

    private final boolean isChooser;
    private final List<FieldDescriptor> names;
    private final List<FieldDescriptor> choosing;

    private ClusterMentions(Descriptor message) {
        isChooser = CHOOSERS.contains(message.getFullName());
        names = message.getFullName().equals(ASSIGNMENT)
                ? List.of()
                : strings(message)
                        .filter(field -> FIELD.matcher(field.getName()).matches())
                        .toList();
        choosing = strings(message)
                .filter(field -> CHOOSING_FIELDS.contains(field.getName()))
                .toList();
    }

    private static Stream<FieldDescriptor> strings(Descriptor message) {
        return message.getFields().stream().filter(field -> field.getJavaType() == FieldDescriptor.JavaType.STRING);
    }

    /**
     * Finds them in a message, not in those within it.
     *
     * @param any is run when it could be every cluster
     */
    static void in(Message message, Consumer<String> cluster, Runnable any) {
        var mentions = FOUND.computeIfAbsent(message.getDescriptorForType(), ClusterMentions::new);
        for (var field : mentions.names) {
            if (field.isRepeated()) {
                ((Collection<?>) message.getField(field)).forEach(name -> cluster.accept(String.valueOf(name)));
            } else {
                cluster.accept(String.valueOf(message.getField(field)));
            }
        }
        if (mentions.isChooser
                || mentions.choosing.stream()
                        .anyMatch(field -> !message.getField(field).equals(""))) {
            any.run();
        }
    }
}
