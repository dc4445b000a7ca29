package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.ENDPOINTS;
import static dev.gitvoy.xds.resource.ResourceTypes.LISTENER;
import static dev.gitvoy.xds.resource.ResourceTypes.ROUTES;
import static dev.gitvoy.xds.resource.ResourceTypes.SECRET;
import static dev.gitvoy.xds.stream.TestControlPlane.cluster;
import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.listener;
import static dev.gitvoy.xds.stream.TestControlPlane.routes;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gitvoy.xds.client.TypeStatus.State;
import dev.gitvoy.xds.testing.Behaviour;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corners of the protocol in which servers have been seen to fail: odd nonces, odd names, odd orders. */
class ProtocolTest {
    @TempDir
    private Path folder;

    private TestControlPlane control;
    private SotwClient sotw;
    private DeltaClient delta;

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder);
        sotw = new SotwClient(control.channel());
        delta = new DeltaClient(control.channel(), SotwClient.node("edge-2", "edge"));
    }

    @AfterEach
    void stop() {
        control.close();
    }

    private static DiscoveryRequest.Builder request(String typeUrl) {
        return DiscoveryRequest.newBuilder().setTypeUrl(typeUrl);
    }

    private static DeltaDiscoveryRequest.Builder deltaRequest(String typeUrl) {
        return DeltaDiscoveryRequest.newBuilder().setTypeUrl(typeUrl);
    }

    private State state(String node, String typeUrl) {
        return control.clients.all().stream()
                .filter(client -> client.node().getId().equals(node))
                .findFirst()
                .map(client -> client.types().get(typeUrl))
                .orElseThrow()
                .state();
    }

    @Test
    @Behaviour(2)
    void anotherNode_inALaterRequest_changesNothing() {
        control.publish(java.util.Map.of(
                "edge", List.of(staticCluster("mine", 1), listener("mine", 1)),
                "other", List.of(staticCluster("theirs", 1), listener("theirs", 1))));
        sotw.subscribe(CLUSTER);
        sotw.ack(sotw.next());
        sotw.send(request(LISTENER.typeUrl()).setNode(SotwClient.node("intruder", "other")));
        assertThat(SotwClient.namesIn(sotw.next())).containsExactly("mine");

        delta.subscribe(CLUSTER);
        delta.ack(delta.next());
        delta.send(deltaRequest(LISTENER.typeUrl()).setNode(SotwClient.node("intruder", "other")));
        assertThat(DeltaClient.namesIn(delta.next())).containsExactly("mine");
        assertThat(control.clients.all())
                .extracting(client -> client.node().getId())
                .containsExactlyInAnyOrder("edge-1", "edge-2");
    }

    @Test
    @Behaviour(3)
    void delta_withoutNode_isRefused() {
        var nobody = new DeltaClient(control.channel(), io.envoyproxy.envoy.config.core.v3.Node.getDefaultInstance());
        nobody.subscribe(CLUSTER);

        assertThat(nobody.end().map(Status::getCode)).contains(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    @Behaviour(7)
    void types_areIndependent() {
        control.publish(staticCluster("c", 1), listener("l", 1), endpoints("e", 1));
        sotw.subscribe(ENDPOINTS, "e");
        var endpoints = sotw.next();
        sotw.ack(endpoints);
        sotw.subscribe(LISTENER);
        var listeners = sotw.next();
        sotw.nack(listeners, "no");
        sotw.subscribe(CLUSTER);
        var clusters = sotw.next();
        sotw.ack(clusters);

        control.publish(staticCluster("c", 1), listener("l", 1), endpoints("e", 2));

        var changed = sotw.next();
        assertThat(changed.getTypeUrl()).isEqualTo(ENDPOINTS.typeUrl());
        sotw.ack(changed);
        assertThat(sotw.silent()).isTrue();
        assertThat(state("edge-1", LISTENER.typeUrl())).isEqualTo(State.NACKED);
        assertThat(state("edge-1", CLUSTER.typeUrl())).isEqualTo(State.ACKED);
    }

    @Test
    @Behaviour(8)
    void streamsOfOneNode_areIndependent() {
        control.publish(staticCluster("c", 1), endpoints("e", 1));
        var second = new DeltaClient(control.channel(), SotwClient.node("edge-2", "edge"));
        delta.subscribe(CLUSTER);
        var unanswered = delta.next();

        second.subscribe(ENDPOINTS, "e");
        assertThat(second.next().getNonce()).isEqualTo(unanswered.getNonce());
        second.cancel();

        delta.ack(unanswered);
        control.publish(staticCluster("c", 2), endpoints("e", 1));
        assertThat(DeltaClient.namesIn(delta.next())).containsExactly("c");
        assertThat(control.clients.all()).singleElement().satisfies(client -> {
            assertThat(client.connected()).isTrue();
            assertThat(client.types()).containsOnlyKeys(CLUSTER.typeUrl());
        });
    }

    @Test
    @Behaviour(13)
    void ack_withAnOldVersion_isAnAck() {
        control.publish(staticCluster("a", 1));
        sotw.subscribe(CLUSTER);
        var response = sotw.next();

        sotw.send(request(CLUSTER.typeUrl()).setVersionInfo("something else").setResponseNonce(response.getNonce()));

        assertThat(sotw.silent()).isTrue();
        assertThat(state("edge-1", CLUSTER.typeUrl())).isEqualTo(State.ACKED);
    }

    @Test
    @Behaviour(16)
    void nack_withTheCurrentVersion_isANack() {
        control.publish(staticCluster("a", 1));
        sotw.subscribe(CLUSTER);
        var response = sotw.next();

        sotw.send(request(CLUSTER.typeUrl())
                .setVersionInfo(response.getVersionInfo())
                .setResponseNonce(response.getNonce())
                .setErrorDetail(com.google.rpc.Status.newBuilder().setCode(13).setMessage("no")));

        assertThat(sotw.silent()).isTrue();
        assertThat(state("edge-1", CLUSTER.typeUrl())).isEqualTo(State.NACKED);
    }

    @Test
    @Behaviour(18)
    void namesWithAnOldNonce_areNotLost() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        sotw.subscribe(ENDPOINTS, "a");
        var first = sotw.next();
        sotw.ack(first);
        control.publish(endpoints("a", 2), endpoints("b", 1));
        var second = sotw.next();

        // Written before the second response arrived.
        sotw.send(request(ENDPOINTS.typeUrl())
                .setResponseNonce(first.getNonce())
                .addResourceNames("a")
                .addResourceNames("b"));
        assertThat(sotw.silent()).isTrue();
        sotw.send(request(ENDPOINTS.typeUrl())
                .setResponseNonce(second.getNonce())
                .setVersionInfo(second.getVersionInfo())
                .addResourceNames("a")
                .addResourceNames("b"));

        assertThat(SotwClient.namesIn(sotw.next())).contains("b");
    }

    @Test
    @Behaviour({20, 21})
    void aNonceInAFirstRequest_isOfAnEarlierStream() {
        control.publish(staticCluster("a", 1));

        sotw.send(request(CLUSTER.typeUrl()).setResponseNonce("7").setVersionInfo("old"));
        assertThat(SotwClient.namesIn(sotw.next())).containsExactly("a");

        delta.send(deltaRequest(CLUSTER.typeUrl()).setResponseNonce("7"));
        assertThat(DeltaClient.namesIn(delta.next())).containsExactly("a");
    }

    @Test
    @Behaviour(22)
    void aSecondAck_isFollowedByNothing() {
        control.publish(staticCluster("a", 1));
        sotw.subscribe(CLUSTER);
        var response = sotw.next();
        sotw.ack(response);
        sotw.ack(response);
        assertThat(sotw.silent()).isTrue();

        delta.subscribe(CLUSTER);
        var other = delta.next();
        delta.ack(other);
        delta.ack(other);
        assertThat(delta.silent()).isTrue();
    }

    @Test
    @Behaviour({33, 35})
    void ofOtherTypes_onlyWhatChangedAndIsWanted_isSent() {
        control.publish(endpoints("a", 1), endpoints("b", 1), endpoints("c", 1));
        sotw.subscribe(ENDPOINTS, "a", "b", "c");
        sotw.ack(sotw.next());
        sotw.subscribe(ENDPOINTS, "a", "b");
        assertThat(sotw.silent()).isTrue();

        control.publish(endpoints("a", 2), endpoints("b", 1), endpoints("c", 2));

        assertThat(SotwClient.namesIn(sotw.next())).containsExactly("a");
    }

    @Test
    @Behaviour({33, 34})
    void ofClusters_whatIsDropped_isNotInResponses() {
        control.publish(staticCluster("a", 1), staticCluster("b", 1));
        sotw.subscribe(CLUSTER, "a", "b");
        sotw.ack(sotw.next());
        sotw.subscribe(CLUSTER, "a");

        control.publish(staticCluster("a", 2), staticCluster("b", 2));

        assertThat(SotwClient.namesIn(sotw.next())).containsExactly("a");
    }

    @Test
    @Behaviour({37, 38})
    void emptyAndRepeatedNames_doNoHarm() {
        control.publish(endpoints("a", 1));
        sotw.subscribe(ENDPOINTS, "a", "", "a");
        assertThat(sotw.next().getResourcesCount()).isEqualTo(1);

        delta.subscribe(ENDPOINTS, "a", "", "a");
        var response = delta.next();
        assertThat(response.getResourcesCount()).isEqualTo(1);
        assertThat(response.getRemovedResourcesList()).isEmpty();
    }

    @Test
    @Behaviour({42, 44})
    void namesStay_whenTheWildcardGoes_andUnknownOnesMayBeDropped() {
        control.publish(staticCluster("a", 1), staticCluster("b", 1));
        delta.subscribe(CLUSTER, "*", "a");
        delta.ack(delta.next());

        delta.unsubscribe(CLUSTER, "*", "never");
        assertThat(delta.silent()).isTrue();
        control.publish(staticCluster("a", 2), staticCluster("b", 2));

        assertThat(DeltaClient.namesIn(delta.next())).containsExactly("a");
    }

    @Test
    @Behaviour(46)
    void oneRequest_acknowledgesSubscribesAndUnsubscribes() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        delta.subscribe(ENDPOINTS, "a");
        var first = delta.next();

        delta.send(deltaRequest(ENDPOINTS.typeUrl())
                .setResponseNonce(first.getNonce())
                .addResourceNamesSubscribe("b")
                .addResourceNamesUnsubscribe("a"));

        var second = delta.next();
        assertThat(DeltaClient.namesIn(second)).containsExactly("b");
        delta.ack(second);
        control.publish(endpoints("a", 2), endpoints("b", 1));
        assertThat(delta.silent()).isTrue();
    }

    @Test
    @Behaviour(52)
    void anotherCommit_withTheSameResources_pushesNothing() {
        var first = control.publish(staticCluster("a", 1));
        delta.subscribe(CLUSTER);
        var response = delta.next();
        delta.ack(response);
        assertThat(response.getSystemVersionInfo()).isEqualTo(first);

        var second = control.publish(
                java.util.Map.of("edge", List.of(staticCluster("a", 1)), "elsewhere", List.of(staticCluster("b", 1))));

        assertThat(second).isNotEqualTo(first);
        assertThat(delta.silent()).isTrue();
    }

    @Test
    @Behaviour(58)
    void versions_countInTheFirstRequestOnly() {
        control.publish(staticCluster("a", 1), endpoints("e", 1));
        delta.subscribe(ENDPOINTS, "e");
        var first = delta.next();
        delta.ack(first);

        delta.send(deltaRequest(ENDPOINTS.typeUrl())
                .addResourceNamesSubscribe("e")
                .putInitialResourceVersions("e", first.getResources(0).getVersion()));

        assertThat(DeltaClient.namesIn(delta.next())).containsExactly("e");
    }

    @Test
    @Behaviour(68)
    void routesOfANewListener_areAnswered_thoughUnchanged() {
        control.publish(staticCluster("c", 1), listener("l", 1), routes("r", "c"));
        sotw.subscribe(ROUTES, "r");
        var response = sotw.next();
        sotw.ack(response);

        // The old listener goes, the new one comes.
        sotw.subscribe(ROUTES);
        assertThat(sotw.silent()).isTrue();
        sotw.subscribe(ROUTES, "r");

        assertThat(sotw.next().getResourcesList()).isEqualTo(response.getResourcesList());
    }

    @Test
    @Behaviour({72, 74})
    void aCommitWithErrors_changesNothing() {
        control.publish(staticCluster("a", 1));
        sotw.subscribe(CLUSTER);
        sotw.ack(sotw.next());
        delta.subscribe(CLUSTER);
        delta.ack(delta.next());

        assertThatThrownBy(() -> control.publish("{broken: yes}")).isInstanceOf(AssertionError.class);

        assertThat(sotw.silent()).isTrue();
        assertThat(delta.silent()).isTrue();
        var late = new SotwClient(control.channel(), SotwClient.node("late", "edge"));
        late.subscribe(CLUSTER);
        assertThat(SotwClient.namesIn(late.next())).containsExactly("a");
    }

    @Test
    @Behaviour(6)
    void manyUnknownTypes_andGarbage_leaveTheStreamAlive() {
        control.publish(staticCluster("a", 1));
        for (int i = 0; i < 200; i++) {
            delta.send(deltaRequest("type.googleapis.com/made.up.Type" + i)
                    .addResourceNamesSubscribe("x")
                    .setResponseNonce("?"));
        }
        delta.subscribe(SECRET, "nowhere");
        assertThat(delta.next().getRemovedResourcesList()).containsExactly("nowhere");

        delta.subscribe(CLUSTER);
        assertThat(DeltaClient.namesIn(delta.next())).containsExactly("a");
    }

    @Test
    @Behaviour(34)
    void named_whenAllIsGone_isToldOfTheListenerFirst_thenOfTheRest() {
        control.publish(listener("l", 1), cluster("a", 1), endpoints("a", 1), routes("r", "a"));
        sotw.subscribe(LISTENER, "l");
        sotw.ack(sotw.next());
        sotw.subscribe(ROUTES, "r");
        sotw.ack(sotw.next());
        sotw.subscribe(CLUSTER, "a");
        sotw.ack(sotw.next());
        sotw.subscribe(ENDPOINTS, "a");
        sotw.ack(sotw.next());

        control.publish(staticCluster("other", 1));

        var listeners = sotw.next();
        assertThat(listeners.getTypeUrl()).isEqualTo(LISTENER.typeUrl());
        assertThat(listeners.getResourcesList()).isEmpty();
        sotw.ack(listeners);
        var clusters = sotw.next();
        assertThat(clusters.getTypeUrl()).isEqualTo(CLUSTER.typeUrl());
        assertThat(clusters.getResourcesList()).isEmpty();
    }

    /** As gRPC's client does: it forgets a type's nonce when it wants nothing of it any more. */
    @Test
    @Behaviour(18)
    void whoLeavesAType_andDoesNotAnswer_holdsNothingBack() {
        control.publish(listener("l", 1), staticCluster("a", 1));
        sotw.subscribe(LISTENER, "l");
        sotw.ack(sotw.next());
        sotw.subscribe(CLUSTER, "a");
        var old = sotw.next();
        sotw.ack(old);
        control.publish(listener("l", 1), staticCluster("a", 2));
        assertThat(sotw.next().getTypeUrl()).isEqualTo(CLUSTER.typeUrl());

        // Written before the new cluster arrived, which is then not answered.
        sotw.send(
                request(CLUSTER.typeUrl()).setVersionInfo(old.getVersionInfo()).setResponseNonce(old.getNonce()));
        control.publish(listener("l", 2), staticCluster("a", 3));

        assertThat(sotw.next().getTypeUrl()).isEqualTo(LISTENER.typeUrl());
        assertThat(sotw.silent()).isTrue();
    }

    @Test
    void aHundredThousandNames_areAnswered() {
        control.publish(endpoints("n7", 1));
        var names = new String[100_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "n" + i;
        }

        delta.subscribe(ENDPOINTS, names);

        var response = delta.next();
        assertThat(DeltaClient.namesIn(response)).containsExactly("n7");
        assertThat(response.getRemovedResourcesCount()).isEqualTo(names.length - 1);
    }
}
