package dev.gitvoy.envoycheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.envoycheck.Judge.Verdict;
import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceTypes;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CulpritsTest {
    private int runs;

    @Test
    void find_severalBad_findsEachWithItsOwnWords() throws IOException {
        var found = culprits(Set.of("c3", "c77", "c99")).find(clusters(100));

        assertThat(found.culprits())
                .hasToString("{%s=c3 is bad, %s=c77 is bad, %s=c99 is bad}"
                        .formatted(
                                clusters(100).get(3),
                                clusters(100).get(77),
                                clusters(100).get(99)));
        assertThat(found.unfinished()).isEmpty();
        assertThat(runs).isLessThan(3 * 9 + 3);
    }

    @Test
    void find_nothingBad_asksOnce() throws IOException {
        assertThat(culprits(Set.of()).find(clusters(100)).culprits()).isEmpty();
        assertThat(runs).isEqualTo(1);
    }

    @Test
    void find_bothOfAPair_blamesTheLater() throws IOException {
        var found = new Culprits(some -> names(some).containsAll(Set.of("c10", "c20"))
                        ? new Verdict.Refused("twice")
                        : new Verdict.Accepted())
                .find(clusters(30));

        assertThat(found.culprits().keySet()).extracting(Resource::name).containsExactly("c20");
    }

    @Test
    void find_allBad_endsAndSaysSo() throws IOException {
        var found = new Culprits(some -> {
                    runs++;
                    return some.isEmpty() ? new Verdict.Accepted() : new Verdict.Refused("bad");
                })
                .find(clusters(1000));

        assertThat(runs).isEqualTo(250);
        assertThat(found.culprits()).hasSizeGreaterThan(20);
        assertThat(found.unfinished()).hasValueSatisfying(why -> assertThat(why).contains("mend what is found"));
    }

    @Test
    void find_noAnswer_keepsWhatIsFound() throws IOException {
        var found = new Culprits(some -> names(some).contains("c3")
                        ? new Verdict.Refused("bad")
                        : some.size() == 9 ? new Verdict.Undecided("no answer") : new Verdict.Accepted())
                .find(clusters(10));

        assertThat(found.culprits().keySet()).extracting(Resource::name).containsExactly("c3");
        assertThat(found.unfinished()).contains("no answer");
    }

    @Test
    void find_evenNothingIsRefused_isNoMistakeOfAnyResource() {
        assertThatThrownBy(() -> new Culprits(some -> new Verdict.Refused("no memory")).find(clusters(10)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("even an empty configuration: no memory");
    }

    private Culprits culprits(Set<String> bad) {
        return new Culprits(some -> {
            runs++;
            return some.stream()
                    .map(Resource::name)
                    .filter(bad::contains)
                    .findFirst()
                    .<Verdict>map(name -> new Verdict.Refused(name + " is bad"))
                    .orElse(new Verdict.Accepted());
        });
    }

    private static List<String> names(List<Resource> resources) {
        return resources.stream().map(Resource::name).toList();
    }

    private static final List<Resource> CLUSTERS = IntStream.range(0, 1000)
            .mapToObj(i -> Resource.of(
                    ResourceTypes.CLUSTER,
                    Cluster.newBuilder().setName("c" + i).build(),
                    Location.startOf("xds/edge/" + i + ".yaml")))
            .toList();

    private static List<Resource> clusters(int count) {
        return CLUSTERS.subList(0, count);
    }
}
