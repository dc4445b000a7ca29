package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.ENDPOINTS;
import static dev.gitvoy.xds.resource.ResourceTypes.LISTENER;
import static dev.gitvoy.xds.resource.ResourceTypes.ROUTES;
import static dev.gitvoy.xds.resource.ResourceTypes.SECRET;
import static dev.gitvoy.xds.stream.DeltaClient.namesIn;
import static dev.gitvoy.xds.stream.TestControlPlane.cluster;
import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.listener;
import static dev.gitvoy.xds.stream.TestControlPlane.routes;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.xds.client.TypeStatus.State;
import dev.gitvoy.xds.testing.Behaviour;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaStreamTest {
    @TempDir
    private Path folder;

    private TestControlPlane control;
    private DeltaClient client;

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder);
        client = new DeltaClient(control.channel());
    }

    @AfterEach
    void stop() {
        control.close();
    }

    @Test
    @Behaviour(50)
    void response_namesEachResourceWithItsOwnVersion_andTheCommit() {
        var commit = control.publish(staticCluster("a", 1), staticCluster("b", 1));
        client.subscribe(CLUSTER);

        var response = client.next();

        assertThat(namesIn(response)).containsExactly("a", "b");
        assertThat(versions(response).values()).doesNotHaveDuplicates().allMatch(version -> version.length() == 12);
        assertThat(response.getSystemVersionInfo()).isEqualTo(commit);
        assertThat(response.getControlPlane().getIdentifier()).isEqualTo(commit);
    }

    @Test
    @Behaviour(50)
    void change_sendsOnlyWhatChanged() {
        control.publish(staticCluster("a", 1), staticCluster("b", 1));
        client.subscribe(CLUSTER);
        client.ack(client.next());

        control.publish(staticCluster("a", 1), staticCluster("b", 2), staticCluster("c", 1));

        assertThat(namesIn(client.next())).containsExactly("b", "c");
    }

    @Test
    @Behaviour(49)
    void removal_isToldOnce_andCreationAfterwardsSent() {
        control.publish(staticCluster("a", 1), staticCluster("b", 1));
        client.subscribe(CLUSTER);
        client.ack(client.next());

        control.publish(staticCluster("a", 1));
        var removal = client.next();
        client.ack(removal);
        assertThat(removal.getRemovedResourcesList()).containsExactly("b");

        control.publish(staticCluster("a", 2));
        var change = client.next();
        client.ack(change);
        assertThat(change.getRemovedResourcesList()).isEmpty();

        control.publish(staticCluster("a", 2), staticCluster("b", 1));
        assertThat(namesIn(client.next())).containsExactly("b");
    }

    @Test
    @Behaviour(51)
    void wildcard_ofNothing_getsOneEmptyAnswer() {
        control.publish(listener("l", 1));

        client.subscribe(CLUSTER);

        var response = client.next();
        assertThat(response.getResourcesList()).isEmpty();
        client.ack(response);
        assertThat(client.silent()).isTrue();
    }

    @Test
    @Behaviour(40)
    void wildcard_explicitAndLeft() {
        control.publish(staticCluster("a", 1), staticCluster("b", 1));
        client.subscribe(CLUSTER, "*", "a");
        client.ack(client.next());

        client.unsubscribe(CLUSTER, "*");
        control.publish(staticCluster("a", 2), staticCluster("b", 2));

        assertThat(namesIn(client.next())).containsExactly("a");
    }

    @Test
    @Behaviour(41)
    void wildcard_nameTakenBack_isAnsweredWithIt() {
        control.publish(staticCluster("a", 1));
        client.subscribe(CLUSTER, "*", "a", "ghost");
        var first = client.next();
        client.ack(first);
        assertThat(first.getRemovedResourcesList()).containsExactly("ghost");

        client.unsubscribe(CLUSTER, "a", "ghost");

        var response = client.next();
        assertThat(namesIn(response)).containsExactly("a");
        assertThat(response.getRemovedResourcesList()).containsExactly("ghost");
    }

    @Test
    @Behaviour(39)
    void laterEmptySubscriptions_changeNothing() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        client.subscribe(ENDPOINTS, "a");
        var response = client.next();

        client.ack(response);

        control.publish(endpoints("a", 1), endpoints("b", 2));
        assertThat(client.silent()).isTrue();
    }

    @Test
    @Behaviour({47, 48})
    void name_notThere_isToldAndSentOnceCreated() {
        control.publish(endpoints("a", 1));
        client.subscribe(ENDPOINTS, "ghost");
        var missing = client.next();
        assertThat(missing.getRemovedResourcesList()).containsExactly("ghost");
        client.ack(missing);

        control.publish(endpoints("a", 1), endpoints("ghost", 1));

        assertThat(namesIn(client.next())).containsExactly("ghost");
    }

    @Test
    @Behaviour(43)
    void name_subscribedToAgain_isSentAgain() {
        control.publish(endpoints("a", 1));
        client.subscribe(ENDPOINTS, "a");
        client.ack(client.next());

        client.subscribe(ENDPOINTS, "a");

        assertThat(namesIn(client.next())).containsExactly("a");
    }

    @Test
    @Behaviour(45)
    void name_dropped_isSilentUntilTakenUpAgain() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        client.subscribe(ENDPOINTS, "a", "b");
        client.ack(client.next());
        client.unsubscribe(ENDPOINTS, "a", "never-subscribed");
        control.publish(endpoints("a", 2), endpoints("b", 1));
        assertThat(client.silent()).isTrue();

        client.subscribe(ENDPOINTS, "a");

        assertThat(namesIn(client.next())).containsExactly("a");
    }

    @Test
    @Behaviour(19)
    void staleOrUnknownNonce_stillSubscribes() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        client.send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(ENDPOINTS.typeUrl())
                .setResponseNonce("from-another-life")
                .addResourceNamesSubscribe("a"));
        client.ack(client.next());

        client.send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(ENDPOINTS.typeUrl())
                .setResponseNonce("unknown")
                .addResourceNamesSubscribe("b")
                .addResourceNamesUnsubscribe("a"));

        assertThat(namesIn(client.next())).containsExactly("b");
    }

    @Test
    @Behaviour(23)
    void changesDuringAnUnansweredResponse_goOutOnceAfterIt() {
        control.publish(staticCluster("a", 1), staticCluster("b", 1));
        client.subscribe(CLUSTER);
        var first = client.next();
        control.publish(staticCluster("a", 2), staticCluster("b", 1));
        control.publish(staticCluster("a", 3), staticCluster("b", 1));
        assertThat(client.silent()).isTrue();

        client.ack(first);

        assertThat(namesIn(client.next())).containsExactly("a");
        assertThat(client.silent()).isTrue();
    }

    @Test
    @Behaviour({14, 24})
    void nack_isRememberedNotSentAgain_andItsDeletionStillTold() {
        control.publish(staticCluster("a", 1), staticCluster("b", 1));
        client.subscribe(CLUSTER);
        client.nack(client.next(), "cluster b: bad");
        assertThat(client.silent()).isTrue();
        assertThat(state(CLUSTER.typeUrl())).isEqualTo(State.NACKED);

        control.publish(staticCluster("a", 1));

        var again = client.next();
        assertThat(namesIn(again))
                .as("of this nobody knows whether it was taken")
                .containsExactly("a");
        client.ack(again);
        var removal = client.next();
        assertThat(removal.getRemovedResourcesList()).containsExactly("b");
        client.ack(removal);
        assertThat(state(CLUSTER.typeUrl())).isEqualTo(State.ACKED);
    }

    @Test
    @Behaviour(15)
    void nack_thenMoreNames_areStillSent() {
        control.publish(endpoints("a", 1), endpoints("b", 1));
        client.subscribe(ENDPOINTS, "a");
        client.nack(client.next(), "a: bad");

        client.subscribe(ENDPOINTS, "b");

        assertThat(namesIn(client.next())).containsExactly("b");
    }

    @Test
    @Behaviour({56, 57})
    void reconnect_getsOnlyWhatChangedAndWhatIsGone() {
        control.publish(staticCluster("same", 1), staticCluster("changed", 1), staticCluster("gone", 1));
        client.subscribe(CLUSTER);
        var held = client.next();
        client.cancel();
        control.publish(staticCluster("same", 1), staticCluster("changed", 2));

        var again = new DeltaClient(control.channel());
        again.send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(CLUSTER.typeUrl())
                .putAllInitialResourceVersions(versions(held)));

        var change = again.next();
        assertThat(namesIn(change)).containsExactly("changed");
        again.ack(change);
        control.pass(Duration.ofSeconds(1));
        assertThat(again.next().getRemovedResourcesList()).containsExactly("gone");
    }

    @Test
    void reconnect_whatIsGone_staysUntilTheRoutesThatLeftItAreTaken() {
        control.publish(cluster("old", 1), endpoints("old", 1), listener("l", 1), routes("r", "old"));
        client.subscribe(CLUSTER);
        var clusters = client.next();
        client.ack(clusters);
        client.subscribe(ROUTES, "r");
        var routes = client.next();
        client.ack(routes);
        client.cancel();
        control.publish(cluster("new", 1), endpoints("new", 1), listener("l", 1), routes("r", "new"));

        var again = new DeltaClient(control.channel());
        again.send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(CLUSTER.typeUrl())
                .putInitialResourceVersions("old", clusters.getResources(0).getVersion()));
        var changed = again.next();
        assertThat(changed.getRemovedResourcesList())
                .as("the routes are not asked for yet")
                .isEmpty();
        again.ack(changed);
        assertThat(again.silent()).isTrue();
        again.send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(ROUTES.typeUrl())
                .addResourceNamesSubscribe("r")
                .putInitialResourceVersions("r", routes.getResources(0).getVersion()));
        var rerouted = again.next();
        control.pass(Duration.ofSeconds(2));
        assertThat(again.silent()).as("the routes are not taken yet").isTrue();
        again.ack(rerouted);

        assertThat(again.next().getRemovedResourcesList()).containsExactly("old");
    }

    @Test
    @Behaviour(55)
    void reconnect_withEverythingUpToDate_isSilent() {
        control.publish(staticCluster("c", 1), endpoints("a", 1));
        client.subscribe(CLUSTER);
        var clusters = client.next();
        client.ack(clusters);
        client.subscribe(ENDPOINTS, "a");
        var endpoints = client.next();
        client.cancel();

        var again = new DeltaClient(control.channel());
        again.send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(CLUSTER.typeUrl())
                .putAllInitialResourceVersions(versions(clusters)));
        again.send(DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(ENDPOINTS.typeUrl())
                .addResourceNamesSubscribe("a")
                .putAllInitialResourceVersions(versions(endpoints)));

        assertThat(again.silent()).isTrue();
        assertThat(state(CLUSTER.typeUrl())).isEqualTo(State.ACKED);
    }

    @Test
    @Behaviour({63, 65})
    void order_removalsComeLast() {
        control.publish(cluster("old", 1), endpoints("old", 1), listener("l", 1), routes("r", "old"));
        client.subscribe(CLUSTER);
        var clusters = client.next();
        client.subscribe(ENDPOINTS, "old");
        client.ack(client.next());
        client.ack(clusters);
        client.subscribe(LISTENER);
        client.ack(client.next());
        client.subscribe(ROUTES, "r");
        client.ack(client.next());

        control.publish(cluster("new", 1), endpoints("new", 1), listener("l", 1), routes("r", "new"));

        var added = client.next();
        assertThat(namesIn(added)).containsExactly("new");
        assertThat(added.getRemovedResourcesList()).isEmpty();
        assertThat(client.silent())
                .as("nothing of the old goes yet, and routes wait for the new cluster")
                .isTrue();
        client.subscribe(ENDPOINTS, "new");
        client.ack(client.next());
        client.ack(added);
        var routes = client.next();
        assertThat(routes.getTypeUrl()).isEqualTo(ROUTES.typeUrl());
        assertThat(client.silent()).isTrue();
        client.ack(routes);
        var clusterRemoval = client.next();
        assertThat(clusterRemoval.getTypeUrl()).isEqualTo(CLUSTER.typeUrl());
        assertThat(clusterRemoval.getRemovedResourcesList()).containsExactly("old");
        assertThat(client.silent()).as("endpoints go after their cluster").isTrue();
        client.ack(clusterRemoval);
        assertThat(client.next().getRemovedResourcesList()).containsExactly("old");
    }

    @Test
    void order_routesThatAreGone_goBeforeTheirClusters() {
        control.publish(cluster("a", 1), endpoints("a", 1), routes("r", "a"), listener("kept", 1));
        client.subscribe(CLUSTER);
        client.ack(client.next());
        client.subscribe(ENDPOINTS, "a");
        client.ack(client.next());
        client.subscribe(ROUTES, "r");
        client.ack(client.next());

        control.publish(listener("kept", 1));

        for (var type : List.of(ROUTES, CLUSTER, ENDPOINTS)) {
            var removal = client.next();
            assertThat(removal.getTypeUrl()).isEqualTo(type.typeUrl());
            assertThat(removal.getRemovedResourcesCount()).isEqualTo(1);
            assertThat(client.silent()).isTrue();
            client.ack(removal);
        }
    }

    /** Envoy acknowledges clusters when they are warm, and a cluster with TLS is not before it has its secret. */
    @Test
    @Behaviour({63, 69})
    void order_secretsDoNotWaitForClusters_butListenersDo() {
        control.publish(cluster("a", 1), endpoints("a", 1), secret("s"), listener("l", 1));
        client.subscribe(CLUSTER);
        var clusters = client.next();
        client.subscribe(LISTENER);
        assertThat(client.silent()).isTrue();

        client.subscribe(SECRET, "s");
        var secrets = client.next();
        assertThat(secrets.getTypeUrl()).isEqualTo(SECRET.typeUrl());
        client.ack(secrets);
        assertThat(client.silent()).isTrue();

        client.ack(clusters);
        assertThat(client.next().getTypeUrl()).isEqualTo(LISTENER.typeUrl());
    }

    private static String secret(String name) {
        return "{\"@type\": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret, name: " + name
                + ", generic_secret: {secret: {inline_string: hush}}}";
    }

    @Test
    @Behaviour(67)
    void changedCluster_getsItsEndpointsAgain() {
        control.publish(cluster("a", 1), endpoints("a", 1));
        client.subscribe(CLUSTER);
        var clusters = client.next();
        client.subscribe(ENDPOINTS, "a");
        client.ack(client.next());
        client.ack(clusters);

        control.publish(cluster("a", 2), endpoints("a", 1));

        assertThat(client.next().getTypeUrl()).isEqualTo(CLUSTER.typeUrl());
        assertThat(namesIn(client.next())).containsExactly("a");
    }

    private static Map<String, String> versions(DeltaDiscoveryResponse response) {
        var versions = new HashMap<String, String>();
        response.getResourcesList()
                .forEach((Resource resource) -> versions.put(resource.getName(), resource.getVersion()));
        return versions;
    }

    private State state(String typeUrl) {
        return Objects.requireNonNull(control.clients.all().get(0).types().get(typeUrl))
                .state();
    }
}
