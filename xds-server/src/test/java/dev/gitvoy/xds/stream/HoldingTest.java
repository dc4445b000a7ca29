package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.ENDPOINTS;
import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.view.TypeView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients in the same state share one object, and so the work of leaving it, however they came there. */
class HoldingTest {
    @TempDir
    private Path folder;

    private TestControlPlane control;

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder);
    }

    @AfterEach
    void stop() {
        control.close();
    }

    private TypeView publish(ResourceType type, String... resources) {
        control.publish(resources);
        return control.views
                .current()
                .orElseThrow()
                .viewOf(SotwClient.node("n", "edge"))
                .of(type);
    }

    private static Subscription all() {
        return Subscription.none(CLUSTER).begunWith(List.of());
    }

    private static String version(TypeView view, String name) {
        return requireNonNull(view.find(name)).version();
    }

    @Test
    void newClients_areFilledByOneResponse() {
        var view = publish(CLUSTER, staticCluster("a", 1), staticCluster("b", 1));
        var one = Subscription.none(CLUSTER).settledOn(view).resubscribedTo(all());
        var other = Subscription.none(CLUSTER).settledOn(view).resubscribedTo(all());

        assertThat(one.step(Variant.DELTA, false)).isSameAs(other.step(Variant.DELTA, false));
        assertThat(one.step(Variant.DELTA, false).body())
                .isSameAs(other.step(Variant.DELTA, false).body());
        assertThat(one.step(Variant.DELTA, false).after()).isSameAs(all().settledOn(view));
    }

    @Test
    void aChange_isFoundComposedAndEncodedOnce() {
        var before = publish(CLUSTER, staticCluster("a", 1), staticCluster("b", 1));
        var after = publish(CLUSTER, staticCluster("a", 2), staticCluster("b", 1));
        var moved = all().settledOn(before).movedTo(after);

        assertThat(all().settledOn(before).movedTo(after)).isSameAs(moved);
        assertThat(moved.step(Variant.DELTA, false).resources())
                .extracting(Resource::name)
                .containsExactly("a");
        assertThat(moved.step(Variant.SOTW, false).resources())
                .extracting(Resource::name)
                .containsExactly("a", "b");
    }

    @Test
    void oneThatMissedAView_needsNothingThatIsAsBefore() {
        var first = publish(CLUSTER, staticCluster("a", 1), staticCluster("b", 1));
        var second = publish(CLUSTER, staticCluster("a", 2), staticCluster("b", 2));
        var third = publish(CLUSTER, staticCluster("a", 1), staticCluster("b", 3));

        var late = all().settledOn(first).movedTo(second).movedTo(third);

        assertThat(late.view()).isSameAs(third);
        assertThat(late.changed()).extracting(Resource::name).containsExactly("b");
    }

    @Test
    void removals_waitInAStateOfTheirOwn() {
        var before = publish(CLUSTER, staticCluster("a", 1), staticCluster("b", 1));
        var after = publish(CLUSTER, staticCluster("a", 2));
        var step = all().settledOn(before).movedTo(after).step(Variant.SOTW, false);

        assertThat(step.resources()).extracting(Resource::name).containsExactly("a", "b");
        var waiting = step.after();
        assertThat(waiting.removed()).containsExactly("b");
        assertThat(waiting.changed()).isEmpty();
        assertThat(waiting.step(Variant.SOTW, false).after())
                .as("without news, the same state")
                .isSameAs(waiting);
        assertThat(waiting.step(Variant.SOTW, true).after()).isSameAs(all().settledOn(after));
    }

    @Test
    void reconnected_withWhatThereIs_isWhereItWas() {
        var view = publish(ENDPOINTS, endpoints("a", 1), endpoints("b", 1));
        var wanted = Subscription.none(ENDPOINTS).begunWith(List.of("b", "a"));
        var versions = Map.of("a", version(view, "a"), "b", version(view, "b"));

        assertThat(Holding.claimed(wanted, view, versions)).isSameAs(wanted.settledOn(view));
        assertThat(Holding.claimed(wanted, view, Map.of("a", "old", "b", versions.get("b")))
                        .changed())
                .extracting(Resource::name)
                .containsExactly("a");
    }

    @Test
    void sameNamesInAnotherOrder_areTheSameSubscription() {
        var one = Subscription.none(ENDPOINTS).begunWith(List.of("b", "a", "b"));
        var other = Subscription.none(ENDPOINTS)
                .begunWith(List.of("a"))
                .plus(List.of("c", "b"))
                .minus(List.of("c", "d"));

        assertThat(one).isSameAs(other);
    }
}
