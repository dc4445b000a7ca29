package dev.gitvoy.envoycheck;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The clusters that messages name, by what their fields are called. One too many does no harm: it only means a stand-in
 * that nobody uses.
 */
final class ClusterNames {
    private static final Pattern FIELD = Pattern.compile("([a-z0-9_]+_)?clusters?(_names?)?");

    private final Set<String> names = new TreeSet<>();

    Set<String> names() {
        return names;
    }

    void addFrom(Message message) {
        if (message instanceof ClusterLoadAssignment) {
            return;
        }
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.STRING && isOfClusters(message, field)) {
                Collection<?> values = value instanceof List<?> list ? list : List.of(value);
                values.stream()
                        .map(String::valueOf)
                        .filter(name -> !name.isEmpty())
                        .forEach(names::add);
            }
        });
    }

    private static boolean isOfClusters(Message message, FieldDescriptor field) {
        return FIELD.matcher(field.getName()).matches()
                || (field.getName().equals("name") && message instanceof WeightedCluster.ClusterWeight);
    }
}
