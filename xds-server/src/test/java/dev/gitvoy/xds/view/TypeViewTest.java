package dev.gitvoy.xds.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

class TypeViewTest {
    private static final TreePMap<String, Resource> TWO =
            TreePMap.<String, Resource>empty().plus("a", cluster("a", "one")).plus("b", cluster("b", "one"));

    @Test
    void withAll_isTheViewThatEachOneMakes() {
        for (var before : new TypeView[] {
            TypeView.EMPTY,
            TypeView.EMPTY.with(Map.of("b", Optional.of(cluster("b", "old")), "c", Optional.of(cluster("c", "one"))))
        }) {
            var whole = before.withAll(TWO);
            var oneByOne = before.with(changes());

            assertThat(whole.resources()).isEqualTo(oneByOne.resources());
            assertThat(whole.version()).isEqualTo(oneByOne.version()).isNotEqualTo(before.version());
            assertThat(whole.differences(before)).containsExactlyInAnyOrder("a", "b");
        }
    }

    private static Map<String, Optional<Resource>> changes() {
        var changes = new LinkedHashMap<String, Optional<Resource>>();
        TWO.forEach((name, resource) -> changes.put(name, Optional.of(resource)));
        return changes;
    }

    private static Resource cluster(String name, String statName) {
        return Resource.of(
                ResourceTypes.CLUSTER,
                Cluster.newBuilder().setName(name).setAltStatName(statName).build(),
                Location.startOf("xds/all/a.yaml"));
    }
}
