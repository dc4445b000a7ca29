package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.LISTENER;
import static dev.gitvoy.xds.stream.TestControlPlane.listener;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.gitsync.problem.Location;
import dev.gitvoy.gitsync.release.Name;
import dev.gitvoy.xds.resource.Resource;
import dev.gitvoy.xds.testing.Behaviour;
import dev.gitvoy.xds.view.Overlay;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is served what: groups, what is everyone's, and what is laid over a release. */
class GroupsTest {
    private static final String BY_ID = "groups:\n- {name: %s, match: {id: \"%s\"}}\n";

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

    private DeltaClient client(String id) {
        var client = new DeltaClient(control.channel(), SotwClient.node(id, "any"));
        client.subscribe(CLUSTER);
        return client;
    }

    @Test
    @Behaviour(54)
    void aGroup_isServedItsOwnAndEveryones_andNoOthers() {
        control.settings("groups:\n- {name: edge, match: {id: edge-*}}\n- {name: core, match: {id: core-*}}\n");
        control.publish(Map.of(
                "all", List.of(staticCluster("shared", 1)),
                "edge", List.of(staticCluster("of-edge", 1)),
                "core", List.of(staticCluster("of-core", 1))));

        assertThat(DeltaClient.namesIn(client("edge-1").next())).containsExactly("of-edge", "shared");
        assertThat(DeltaClient.namesIn(client("core-1").next())).containsExactly("of-core", "shared");
        assertThat(DeltaClient.namesIn(client("stranger").next())).containsExactly("shared");
    }

    @Test
    void anotherDefinition_movesAStream_withoutReconnecting() {
        var resources = Map.of("all", List.of(staticCluster("shared", 1)), "edge", List.of(staticCluster("e", 1)));
        control.settings(BY_ID.formatted("edge", "edge-*"));
        control.publish(resources);
        var mover = client("core-1");
        mover.ack(mover.next());

        control.settings(BY_ID.formatted("edge", "*"));
        control.publish(resources);

        var joined = mover.next();
        assertThat(DeltaClient.namesIn(joined)).containsExactly("e");
        mover.ack(joined);

        control.settings(BY_ID.formatted("edge", "edge-*"));
        control.publish(resources);

        assertThat(mover.next().getRemovedResourcesList()).containsExactly("e");
    }

    @Test
    void whatIsEveryones_reachesEveryGroup_whenItChanges() {
        control.publish(Map.of("all", List.of(staticCluster("s", 1)), "any", List.of(staticCluster("a", 1))));
        var member = client("m");
        member.ack(member.next());

        control.publish(Map.of(
                "all", List.of(staticCluster("s", 2), staticCluster("t", 1)), "any", List.of(staticCluster("a", 1))));

        assertThat(DeltaClient.namesIn(member.next())).containsExactly("s", "t");
    }

    @Test
    void aNewAndARemovedGroup_moveTheirNodes() {
        control.publish(Map.of("all", List.of(staticCluster("s", 1))));
        var member = client("m");
        member.ack(member.next());

        control.publish(Map.of("all", List.of(staticCluster("s", 1)), "any", List.of(staticCluster("a", 1))));
        var own = member.next();
        assertThat(DeltaClient.namesIn(own)).containsExactly("a");
        member.ack(own);

        control.publish(Map.of("all", List.of(staticCluster("s", 1))));
        assertThat(member.next().getRemovedResourcesList()).containsExactly("a");
    }

    @Test
    void anOverlay_isServedInPlaceOfTheRelease_untilItIsTakenAway() {
        control.publish(Map.of("any", List.of(staticCluster("a", 1), staticCluster("b", 1))));
        var member = client("m");
        var first = member.next();
        member.ack(first);
        var drained = Resource.of(
                CLUSTER,
                Cluster.newBuilder().setName("a").setAltStatName("drained").build(),
                new Location("", 1, 1));

        control.views.overlay(overlay -> overlay.with("any", drained));

        var laidOver = member.next();
        assertThat(laidOver.getResourcesList()).singleElement().satisfies(resource -> {
            assertThat(resource.getName()).isEqualTo("a");
            assertThat(resource.getVersion()).isEqualTo(drained.version());
        });
        member.ack(laidOver);

        control.publish(Map.of("any", List.of(staticCluster("a", 1), staticCluster("b", 2))));
        var commit = member.next();
        assertThat(DeltaClient.namesIn(commit))
                .as("a commit leaves the overlay in place")
                .containsExactly("b");
        member.ack(commit);

        control.views.overlay(overlay -> overlay.without("any", CLUSTER, "a"));
        assertThat(member.next().getResourcesList()).containsExactly(first.getResources(0));
    }

    @Test
    void anOverlayOfEveryone_givesWayToAGroupsOwn() {
        control.publish(Map.of("any", List.of(listener("l", 1))));
        var everyones = Resource.of(CLUSTER, Cluster.newBuilder().setName("a").build(), new Location("", 1, 1));
        var own = Resource.of(
                CLUSTER, Cluster.newBuilder().setName("a").setAltStatName("own").build(), new Location("", 1, 1));

        control.views.overlay(
                none -> Overlay.NONE.with(Name.EVERYONE, everyones).with("any", own));

        assertThat(client("m").next().getResources(0).getVersion()).isEqualTo(own.version());
        var view = control.views.current().orElseThrow();
        assertThat(view.shared().of(CLUSTER).find("a")).isSameAs(everyones);
        assertThat(view.shared().of(LISTENER).find("l")).isNull();
    }
}
