package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.ENDPOINTS;
import static dev.gitvoy.xds.resource.ResourceTypes.LISTENER;
import static dev.gitvoy.xds.resource.ResourceTypes.ROUTES;
import static dev.gitvoy.xds.stream.SotwClient.namesIn;
import static dev.gitvoy.xds.stream.TestControlPlane.cluster;
import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.listener;
import static dev.gitvoy.xds.stream.TestControlPlane.routes;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.xds.client.TypeStatus;
import dev.gitvoy.xds.client.TypeStatus.State;
import dev.gitvoy.xds.testing.Behaviour;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SotwStreamTest {
    @TempDir
    private Path folder;

    private TestControlPlane control;
    private SotwClient client;

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder);
        client = new SotwClient(control.channel());
    }

    @AfterEach
    void stop() {
        control.close();
    }

    @Test
    @Behaviour({10, 26})
    void firstRequest_beforeTheFirstRelease_isAnsweredOnceThereIsOne() {
        client.subscribe(CLUSTER);
        assertThat(client.silent()).isTrue();

        var commit = control.publish(staticCluster("a", 1));

        var response = client.next();
        assertThat(namesIn(response)).containsExactly("a");
        assertThat(response.getControlPlane().getIdentifier()).isEqualTo(commit);
    }

    @Test
    @Behaviour(3)
    void firstRequest_withoutNode_endsTheStream() {
        client.sendRaw(
                DiscoveryRequest.newBuilder().setTypeUrl(CLUSTER.typeUrl()).build());

        assertThat(client.end().map(Status::getCode)).contains(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    @Behaviour(1)
    void laterRequests_withoutNode_areTheSameNodes() {
        control.publish(staticCluster("a", 1), listener("l", 1));
        client.subscribe(CLUSTER);
        client.ack(client.next());

        client.subscribe(LISTENER);

        assertThat(namesIn(client.next())).containsExactly("l");
    }

    @Test
    @Behaviour(5)
    void emptyTypeUrl_onAds_endsTheStream() {
        client.send(DiscoveryRequest.newBuilder());

        assertThat(client.end().map(Status::getCode)).contains(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    @Behaviour(6)
    void unknownType_disturbsNeitherTheStreamNorOtherTypes() {
        control.publish(staticCluster("a", 1));

        client.send(DiscoveryRequest.newBuilder().setTypeUrl("type.googleapis.com/envoy.some.v9.Thing"));
        client.subscribe(CLUSTER);

        assertThat(namesIn(client.next())).containsExactly("a");
    }

    @Test
    void v2Type_isRefusedNamingV3() {
        client.send(DiscoveryRequest.newBuilder().setTypeUrl("type.googleapis.com/envoy.api.v2.Cluster"));

        var end = client.end().orElseThrow();
        assertThat(end.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(end.getDescription()).contains("use v3");
    }

    @Test
    @Behaviour(12)
    void ack_isFollowedBySilenceUntilAChange() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        var first = client.next();
        client.ack(first);
        assertThat(client.silent()).isTrue();

        control.publish(staticCluster("a", 2));

        var second = client.next();
        assertThat(second.getVersionInfo()).isNotEqualTo(first.getVersionInfo());
        assertThat(second.getNonce()).isNotEqualTo(first.getNonce()).isNotEmpty();
    }

    @Test
    @Behaviour(71)
    void release_withEqualContent_pushesNothingYetCountsAsHad() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        client.ack(client.next());

        var commit =
                control.publish(Map.of("edge", List.of(staticCluster("a", 1)), "other", List.of(listener("l", 1))));

        assertThat(client.silent()).isTrue();
        assertThat(control.views
                        .history()
                        .isCommit(
                                commit,
                                SotwClient.node("edge-1", "edge"),
                                Map.of(
                                        CLUSTER.typeUrl(),
                                        status(CLUSTER.typeUrl()).ackedVersion())))
                .isTrue();
    }

    @Test
    @Behaviour(71)
    void version_afterRevert_isTheOneBefore() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        var first = client.next();
        client.ack(first);
        control.publish(staticCluster("a", 2));
        client.ack(client.next());

        control.publish(staticCluster("a", 1));

        assertThat(client.next().getVersionInfo()).isEqualTo(first.getVersionInfo());
    }

    @Test
    @Behaviour(14)
    void nack_isRememberedAndTheVersionNotSentAgain() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        client.ack(client.next());
        var good = status(CLUSTER.typeUrl()).ackedVersion();
        control.publish(staticCluster("a", 2));

        client.nack(client.next(), "cluster a: bad");

        assertThat(client.silent()).isTrue();
        var status = status(CLUSTER.typeUrl());
        assertThat(status.state()).isEqualTo(State.NACKED);
        assertThat(status.error()).isEqualTo("cluster a: bad");
        assertThat(status.ackedVersion()).isEqualTo(good);
    }

    @Test
    @Behaviour(14)
    void nack_thenAnotherVersion_isSentAndClearsTheError() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        client.nack(client.next(), "cluster a: bad");

        control.publish(staticCluster("a", 2));
        client.ack(client.next());

        assertThat(status(CLUSTER.typeUrl()).state()).isEqualTo(State.ACKED);
        assertThat(status(CLUSTER.typeUrl()).error()).isEmpty();
    }

    @Test
    void nack_ofOneResource_staysOnRecordWhileOthersAreTaken() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        client.subscribe(ENDPOINTS, "a", "b");
        client.nack(client.next(), "a is bad");

        control.publish(endpoints("a", 1), endpoints("b", 2));
        var response = client.next();
        client.ack(response);

        assertThat(namesIn(response)).containsExactly("b");
        assertThat(status(ENDPOINTS.typeUrl()).state()).isEqualTo(State.NACKED);

        control.publish(endpoints("a", 3), endpoints("b", 2));
        client.ack(client.next());
        assertThat(status(ENDPOINTS.typeUrl()).state()).isEqualTo(State.ACKED);
    }

    @Test
    void nack_whatCameWithTheBadOne_isSentAgainWithTheNextChange() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        client.subscribe(ENDPOINTS, "a", "b");
        client.nack(client.next(), "a is bad");

        control.publish(endpoints("a", 2), endpoints("b", 1));

        assertThat(namesIn(client.next())).containsExactly("a", "b");
    }

    @Test
    @Behaviour(17)
    void staleNonce_isIgnored() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        var first = client.next();
        client.ack(first);
        control.publish(staticCluster("a", 2));
        client.next();

        client.ack(first);

        assertThat(status(CLUSTER.typeUrl()).state()).isEqualTo(State.PENDING);
    }

    @Test
    @Behaviour(23)
    void changesDuringAnUnansweredResponse_goOutOnceAfterIt() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        var first = client.next();
        control.publish(staticCluster("a", 2));
        control.publish(staticCluster("a", 3), staticCluster("b", 1));
        assertThat(client.silent()).isTrue();

        client.ack(first);

        assertThat(namesIn(client.next())).containsExactly("a", "b");
        assertThat(client.silent()).isTrue();
    }

    @Test
    @Behaviour({27, 28})
    void names_wildcardAndLeavingIt() {
        control.publish(staticCluster("a", 1), staticCluster("b", 1));
        client.subscribe(CLUSTER, "*", "a");
        var all = client.next();
        assertThat(namesIn(all)).containsExactly("a", "b");

        client.subscribe(CLUSTER, "a");
        control.publish(staticCluster("a", 1), staticCluster("b", 2));
        assertThat(client.silent()).isTrue();

        control.publish(staticCluster("a", 2), staticCluster("b", 2));
        assertThat(namesIn(client.next())).containsExactly("a");
    }

    @Test
    @Behaviour(29)
    void names_emptyAfterSome_meansNone() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER, "a");
        client.next();

        client.subscribe(CLUSTER);
        control.publish(staticCluster("a", 2));

        assertThat(client.silent()).isTrue();
    }

    @Test
    @Behaviour(30)
    void names_emptyForEndpointsAndRoutes_isNeverAll() {
        control.publish(staticCluster("c", 1), endpoints("a", 1), routes("r", "c"));

        client.subscribe(ENDPOINTS);
        client.subscribe(ROUTES);

        assertThat(client.silent()).isTrue();
    }

    @Test
    @Behaviour(31)
    void names_added_areSentThoughNothingChanged() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        client.subscribe(ENDPOINTS, "a");
        client.next();

        client.subscribe(ENDPOINTS, "a", "b");

        assertThat(namesIn(client.next())).containsExactly("b");
    }

    @Test
    @Behaviour(32)
    void names_droppedAndTakenUpAgain_areSentAgain() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        client.subscribe(ENDPOINTS, "a", "b");
        client.next();
        client.subscribe(ENDPOINTS, "a");
        assertThat(client.silent()).isTrue();

        client.subscribe(ENDPOINTS, "a", "b");

        assertThat(namesIn(client.next())).containsExactly("b");
    }

    @Test
    @Behaviour(36)
    void names_notThere_areAnsweredWithWhatIsAndSentOnceCreated() {
        control.publish(endpoints("a", 1));
        client.subscribe(ENDPOINTS, "a", "ghost");
        var first = client.next();
        assertThat(namesIn(first)).containsExactly("a");
        client.ack(first);

        control.publish(endpoints("a", 1), endpoints("ghost", 1));

        assertThat(namesIn(client.next())).containsExactly("ghost");
    }

    @Test
    @Behaviour({62, 73})
    void names_noneThere_areAnsweredByNothingRatherThanSilence() {
        control.publish(endpoints("a", 1));

        client.subscribe(ENDPOINTS, "ghost", "", "ghost");

        assertThat(client.next().getResourcesList()).isEmpty();
    }

    @Test
    @Behaviour(34)
    void named_wholeStateTypes_getEverythingSubscribed() {
        control.publish(listener("a", 1), listener("b", 1), listener("c", 1));
        client.subscribe(LISTENER, "a", "b");
        client.ack(client.next());

        control.publish(listener("a", 2), listener("b", 1), listener("c", 1));

        assertThat(namesIn(client.next())).containsExactly("a", "b");
    }

    @Test
    @Behaviour(72)
    void emptyRelease_isAnsweredToAWildcard() {
        control.publish(Map.of("other", List.of(staticCluster("x", 1))));

        client.subscribe(CLUSTER);

        assertThat(client.next().getResourcesList()).isEmpty();
    }

    @Test
    void group_seesItsOwnAndEveryones_anUnknownGroupOnlyEveryones() {
        control.publish(Map.of(
                "all", List.of(staticCluster("shared", 1)),
                "edge", List.of(staticCluster("own", 1)),
                "core", List.of(staticCluster("others", 1))));
        client.subscribe(CLUSTER);
        var stranger = new SotwClient(control.channel(), SotwClient.node("x", "unheard-of"));
        stranger.subscribe(CLUSTER);

        assertThat(namesIn(client.next())).containsExactly("own", "shared");
        assertThat(namesIn(stranger.next())).containsExactly("shared");
    }

    @Test
    @Behaviour({63, 64, 65, 69, 70})
    void order_clusterThenEndpointsThenRoutes_removalsLast() {
        control.publish(cluster("old", 1), endpoints("old", 1), listener("l", 1), routes("r", "old"));
        connect("old");

        control.publish(cluster("new", 1), endpoints("new", 1), listener("l", 1), routes("r", "new"));

        var clusters = client.next();
        assertThat(namesIn(clusters)).as("before the routes have moved, both").containsExactly("new", "old");
        assertThat(client.silent()).as("routes wait for the cluster to be warm").isTrue();
        client.subscribe(ENDPOINTS, "new", "old");
        var endpoints = client.next();
        assertThat(namesIn(endpoints)).as("which needs its endpoints").containsExactly("new");
        client.ack(clusters);
        assertThat(client.silent()).isTrue();
        client.ack(endpoints);
        var routes = client.next();
        assertThat(routes.getTypeUrl()).isEqualTo(ROUTES.typeUrl());
        assertThat(client.silent())
                .as("the removal waits for the routes to be taken")
                .isTrue();
        client.ack(routes);
        var removal = client.next();
        assertThat(removal.getTypeUrl()).isEqualTo(CLUSTER.typeUrl());
        assertThat(namesIn(removal)).containsExactly("new");
        assertThat(removal.getVersionInfo()).isNotEqualTo(clusters.getVersionInfo());
    }

    @Test
    void order_routesRefused_keepsTheClusterThatTheOldOnesUse() {
        control.publish(cluster("old", 1), endpoints("old", 1), listener("l", 1), routes("r", "old"));
        connect("old");
        control.publish(cluster("new", 1), endpoints("new", 1), listener("l", 1), routes("r", "new"));
        var clusters = client.next();
        client.subscribe(ENDPOINTS, "new", "old");
        client.ack(client.next());
        client.ack(clusters);

        client.nack(client.next(), "r: no");

        assertThat(client.silent()).isTrue();
    }

    @Test
    @Behaviour(66)
    void changedCluster_getsItsEndpointsAgain() {
        control.publish(cluster("a", 1), endpoints("a", 1), listener("l", 1), routes("r", "a"));
        connect("a");

        control.publish(cluster("a", 2), endpoints("a", 1), listener("l", 1), routes("r", "a"));

        assertThat(client.next().getTypeUrl()).isEqualTo(CLUSTER.typeUrl());
        var endpoints = client.next();
        assertThat(endpoints.getTypeUrl()).isEqualTo(ENDPOINTS.typeUrl());
        assertThat(namesIn(endpoints)).containsExactly("a");
    }

    @Test
    void endpointChange_movesNothingElse() {
        control.publish(cluster("a", 1), endpoints("a", 1), listener("l", 1), routes("r", "a"));
        connect("a");

        control.publish(cluster("a", 1), endpoints("a", 2), listener("l", 1), routes("r", "a"));

        var response = client.next();
        assertThat(response.getTypeUrl()).isEqualTo(ENDPOINTS.typeUrl());
        client.ack(response);
        assertThat(client.silent()).isTrue();
    }

    @Test
    @Behaviour(60)
    void reconnect_withTheSameVersion_isSilentForWildcardsAndAnswersNames() {
        control.publish(staticCluster("c", 1), endpoints("a", 1));
        client.subscribe(CLUSTER);
        var clusters = client.next();
        client.ack(clusters);
        client.subscribe(ENDPOINTS, "a");
        var endpoints = client.next();
        client.cancel();

        var again = new SotwClient(control.channel());
        again.send(reconnecting(clusters));
        assertThat(again.silent()).isTrue();
        again.send(reconnecting(endpoints).addResourceNames("a"));
        assertThat(namesIn(again.next())).containsExactly("a");

        control.publish(staticCluster("c", 2), endpoints("a", 1));
        assertThat(namesIn(again.next())).containsExactly("c");
    }

    @Test
    void reconnect_withAnotherVersion_getsEverything() {
        control.publish(staticCluster("c", 1));
        client.subscribe(CLUSTER);
        var before = client.next();
        client.cancel();
        control.publish(staticCluster("c", 2));

        var again = new SotwClient(control.channel());
        again.send(reconnecting(before));

        assertThat(namesIn(again.next())).containsExactly("c");
    }

    @Test
    @Behaviour(61)
    void restartedServer_hasTheSameVersions() {
        control.publish(staticCluster("a", 1), staticCluster("b", 2));
        client.subscribe(CLUSTER);
        var before = client.next();

        try (var restarted = new TestControlPlane(folder)) {
            restarted.publish(staticCluster("a", 1), staticCluster("b", 2));
            var other = new SotwClient(restarted.channel());
            other.subscribe(CLUSTER);

            assertThat(other.next().getVersionInfo()).isEqualTo(before.getVersionInfo());
        }
    }

    @Test
    @Behaviour(9)
    void endOfStream_isNotedHoweverItComes() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER);
        client.ack(client.next());

        client.halfClose();
        assertThat(client.end().map(Status::getCode)).contains(Status.Code.OK);
        assertThat(control.clients.all()).singleElement().satisfies(gone -> {
            assertThat(gone.connected()).isFalse();
            assertThat(gone.types().values())
                    .extracting(status -> status.state())
                    .containsOnly(State.STALE);
        });

        var second = new SotwClient(control.channel());
        second.subscribe(CLUSTER);
        assertThat(control.clients.all()).singleElement().matches(client -> client.connected());
        control.shutDown();
        assertThat(second.end().map(Status::getCode)).contains(Status.Code.UNAVAILABLE);
        assertThat(control.clients.all()).singleElement().matches(client -> !client.connected());
    }

    @Test
    @Behaviour(11)
    void nonces_areFreshOnAStream() {
        var nonces = new HashSet<String>();
        control.publish(staticCluster("c", 1), endpoints("a", 1));
        client.subscribe(CLUSTER);
        nonces.add(acked(client.next()).getNonce());
        client.subscribe(ENDPOINTS, "a");
        nonces.add(acked(client.next()).getNonce());
        for (int i = 2; i < 11; i++) {
            control.publish(staticCluster("c", i), endpoints("a", 1));
            nonces.add(acked(client.next()).getNonce());
        }

        assertThat(nonces).hasSize(11).doesNotContain("");
    }

    private DiscoveryResponse acked(DiscoveryResponse response) {
        client.ack(response);
        return response;
    }

    /** As Envoy does it: clusters, the endpoints of them, listeners, routes. */
    private void connect(String cluster) {
        client.subscribe(CLUSTER);
        var clusters = client.next();
        client.subscribe(ENDPOINTS, cluster);
        var endpoints = client.next();
        client.ack(clusters);
        client.subscribe(LISTENER);
        client.ack(endpoints);
        client.ack(client.next());
        client.subscribe(ROUTES, "r");
        client.ack(client.next());
        assertThat(client.silent()).isTrue();
    }

    private static DiscoveryRequest.Builder reconnecting(DiscoveryResponse held) {
        return DiscoveryRequest.newBuilder()
                .setTypeUrl(held.getTypeUrl())
                .setVersionInfo(held.getVersionInfo())
                .setResponseNonce(held.getNonce());
    }

    private TypeStatus status(String typeUrl) {
        return Objects.requireNonNull(control.clients.all().get(0).types().get(typeUrl));
    }
}
