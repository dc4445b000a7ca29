package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.ENDPOINTS;
import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gitvoy.xds.testing.Behaviour;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources that a client forgets after a time, if it does not hear of them again (xDS protocol, "Resource TTL"). */
class TimeToLiveTest {
    @TempDir
    private Path folder;

    private TestControlPlane control;

    @BeforeEach
    void start() {
        control = new TestControlPlane(folder);
        control.publish(withTtl(endpoints("a", 1), 30), endpoints("b", 1), staticCluster("c", 1));
    }

    @AfterEach
    void stop() {
        control.close();
    }

    private static String withTtl(String resource, int seconds) {
        return "{\"@type\": type.googleapis.com/envoy.service.discovery.v3.Resource, ttl: " + seconds + "s, resource: "
                + resource + "}";
    }

    @Test
    @Behaviour(75)
    void delta_hearsInTimeThatAResourceIsStillThere() {
        var client = new DeltaClient(control.channel());
        client.subscribe(ENDPOINTS, "a", "b");
        var first = client.next();
        client.ack(first);
        assertThat(first.getResources(0).getTtl().getSeconds()).isEqualTo(30);
        assertThat(first.getResources(1).hasTtl()).isFalse();

        control.pass(Duration.ofSeconds(9));
        assertThat(client.silent()).isTrue();
        control.pass(Duration.ofSeconds(2));

        var beat = client.next();
        assertThat(beat.getResourcesList())
                .containsExactly(
                        first.getResources(0).toBuilder().clearResource().build());
        assertThat(beat.getRemovedResourcesList()).isEmpty();
        client.ack(beat);
        assertThat(client.silent()).isTrue();

        control.pass(Duration.ofSeconds(11));
        assertThat(client.next().getResourcesCount()).as("again and again").isEqualTo(1);
    }

    @Test
    void whoHasNothingThatGoesWithTime_hearsNothing() {
        var client = new DeltaClient(control.channel());
        client.subscribe(ENDPOINTS, "b");
        client.ack(client.next());
        client.subscribe(CLUSTER);
        client.ack(client.next());

        control.pass(Duration.ofSeconds(60));

        assertThat(client.silent()).isTrue();
    }

    @Test
    void aChangedTime_isAChange() {
        var client = new DeltaClient(control.channel());
        client.subscribe(ENDPOINTS, "a");
        client.ack(client.next());

        control.publish(withTtl(endpoints("a", 1), 60));

        assertThat(client.next().getResources(0).getTtl().getSeconds()).isEqualTo(60);
    }

    @Test
    @Behaviour(75)
    void sotw_thatReadsEnvelopes_hearsToo() throws InvalidProtocolBufferException {
        var client = new SotwClient(
                control.channel(),
                Node.newBuilder()
                        .setId("edge-1")
                        .setCluster("edge")
                        .addClientFeatures("xds.config.resource-in-sotw")
                        .build());
        client.subscribe(ENDPOINTS, "a", "b");
        var first = client.next();
        client.ack(first);
        var envelope = first.getResources(0).unpack(Resource.class);
        assertThat(envelope.getTtl().getSeconds()).isEqualTo(30);
        assertThat(first.getResources(1).getTypeUrl()).isEqualTo(ENDPOINTS.typeUrl());

        control.pass(Duration.ofSeconds(11));

        DiscoveryResponse beat = client.next();
        assertThat(beat.getVersionInfo()).isEqualTo(first.getVersionInfo());
        assertThat(beat.getResourcesList()).singleElement().satisfies(any -> assertThat(any.unpack(Resource.class))
                .isEqualTo(envelope.toBuilder().clearResource().build()));
    }

    @Test
    void sotw_thatDoesNot_isServedWithoutATime() {
        var client = new SotwClient(control.channel());
        client.send(
                DiscoveryRequest.newBuilder().setTypeUrl(ENDPOINTS.typeUrl()).addResourceNames("a"));
        var response = client.next();
        client.ack(response);

        control.pass(Duration.ofSeconds(60));

        assertThat(response.getResources(0).getTypeUrl()).isEqualTo(ENDPOINTS.typeUrl());
        assertThat(client.silent()).isTrue();
    }
}
