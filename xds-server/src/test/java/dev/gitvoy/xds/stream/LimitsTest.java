package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.ENDPOINTS;
import static dev.gitvoy.xds.resource.ResourceTypes.LISTENER;
import static dev.gitvoy.xds.resource.ResourceTypes.ROUTES;
import static dev.gitvoy.xds.stream.TestControlPlane.cluster;
import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.listener;
import static dev.gitvoy.xds.stream.TestControlPlane.routes;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.testing.Behaviour;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no client may do to others or for ever: keep what waits, send floods of requests, open streams without end. */
class LimitsTest {
    private static final StreamLimits LIMITS =
            new StreamLimits(Duration.ofSeconds(30), Duration.ofSeconds(1), 4, 2, 2, 20);

    @TempDir
    private Path folder;

    private final List<String> events = new ArrayList<>();
    private TestControlPlane control;

    @BeforeEach
    void start() {
        control = new TestControlPlane(
                folder,
                ResourceTypes.DEFAULT,
                List.of(new StreamListener() {
                    @Override
                    public void throttled() {
                        events.add("throttled");
                    }

                    @Override
                    public void refused() {
                        events.add("refused");
                    }
                }),
                LIMITS);
    }

    @AfterEach
    void stop() {
        control.close();
    }

    @Test
    @Behaviour(69)
    void whatDependsOnAnUnansweredResponse_waitsNoLongerThanTheLimit() {
        control.publish(staticCluster("a", 1), listener("l", 1));
        var client = new DeltaClient(control.channel());
        client.subscribe(CLUSTER);
        client.next();
        client.subscribe(LISTENER);

        control.pass(Duration.ofSeconds(29));
        assertThat(client.silent()).isTrue();
        control.pass(Duration.ofSeconds(2));

        assertThat(DeltaClient.namesIn(client.next())).containsExactly("l");
    }

    @Test
    @Behaviour(65)
    void removals_waitNoLongerThanTheLimit() {
        control.publish(cluster("old", 1), endpoints("old", 1), listener("l", 1), routes("r", "old"));
        var client = new DeltaClient(control.channel());
        for (var type : List.of(CLUSTER, LISTENER)) {
            client.subscribe(type);
            client.ack(client.next());
        }
        client.subscribe(ROUTES, "r");
        client.ack(client.next());
        control.publish(cluster("new", 1), endpoints("new", 1), listener("l", 1), routes("r", "new"));
        client.ack(client.next());
        assertThat(client.next().getTypeUrl()).isEqualTo(ROUTES.typeUrl());
        assertThat(client.silent()).as("the routes are not answered").isTrue();

        control.pass(Duration.ofSeconds(31));

        assertThat(client.next().getRemovedResourcesList()).containsExactly("old");
    }

    @Test
    void aTypeThatIsUnanswered_isNeverSentMoreOfItself() {
        control.publish(staticCluster("a", 1));
        var client = new DeltaClient(control.channel());
        client.subscribe(CLUSTER);
        client.next();
        control.publish(staticCluster("b", 2));

        control.pass(Duration.ofMinutes(5));

        assertThat(client.silent()).isTrue();
    }

    @Test
    void aFloodOfRequests_isReadAsTheBudgetAllows_andNothingIsLost() {
        var names = IntStream.range(0, 21).mapToObj(i -> "e" + i).toList();
        control.publish(names.stream().map(name -> endpoints(name, 1)).toArray(String[]::new));
        var client = new DeltaClient(control.channel());
        names.forEach(name -> client.subscribe(ENDPOINTS, name));
        client.ack(client.next());
        assertThat(client.silent()).as("the answer is behind the flood").isTrue();
        assertThat(events).containsExactly("throttled");

        control.pass(Duration.ofMillis(400));
        assertThat(client.silent()).isTrue();
        control.pass(Duration.ofMillis(200));

        assertThat(DeltaClient.namesIn(client.next())).hasSize(20);
    }

    @Test
    void aNodesStreams_areLimited_andOthersAreServed() {
        control.publish(staticCluster("a", 1));
        var streams = new ArrayList<DeltaClient>();
        for (int i = 0; i < 3; i++) {
            var client = new DeltaClient(control.channel());
            client.subscribe(CLUSTER);
            streams.add(client);
        }

        assertThat(streams.get(2).end().map(Status::getCode)).contains(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(events).containsExactly("refused");
        var other = new DeltaClient(control.channel(), SotwClient.node("other", "edge"));
        other.subscribe(CLUSTER);
        assertThat(DeltaClient.namesIn(other.next())).containsExactly("a");

        streams.get(0).cancel();
        var again = new DeltaClient(control.channel());
        again.subscribe(CLUSTER);
        assertThat(DeltaClient.namesIn(again.next())).containsExactly("a");
    }

    @Test
    void allStreams_areLimited_andOneThatEndsMakesRoom() {
        control.publish(staticCluster("a", 1));
        var streams = new ArrayList<DeltaClient>();
        for (int i = 0; i < 5; i++) {
            streams.add(new DeltaClient(control.channel(), SotwClient.node("n" + i, "edge")));
        }

        var end = streams.get(4).end().orElseThrow();
        assertThat(end.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(end.getDescription()).contains("4");

        streams.get(0).cancel();
        var again = new DeltaClient(control.channel(), SotwClient.node("n5", "edge"));
        again.subscribe(CLUSTER);
        assertThat(DeltaClient.namesIn(again.next())).containsExactly("a");
    }
}
