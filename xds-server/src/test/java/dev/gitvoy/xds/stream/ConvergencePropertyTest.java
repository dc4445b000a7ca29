package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.resource.ResourceTypes.CLUSTER;
import static dev.gitvoy.xds.resource.ResourceTypes.ENDPOINTS;
import static dev.gitvoy.xds.resource.ResourceTypes.LISTENER;
import static dev.gitvoy.xds.stream.TestControlPlane.endpoints;
import static dev.gitvoy.xds.stream.TestControlPlane.listener;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.gitvoy.xds.client.TypeStatus.State;
import dev.gitvoy.xds.resource.ResourceType;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever the order of releases, subscriptions, answers, refusals and delays: when a client has answered everything, it
 * holds exactly what the newest release has for it, in SotW as in delta.
 */
class ConvergencePropertyTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final int STEPS = 40;

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void client_afterAnyInterleaving_holdsTheNewestRelease(@ForAll long seed) throws IOException {
        var random = new Random(seed);
        var folder = Files.createTempDirectory("convergence");
        try (var control = new TestControlPlane(folder)) {
            var clients = List.<Model>of(new SotwModel(control), new DeltaModel(control));
            publish(control, random, random.nextInt(100));
            clients.forEach(Model::connect);
            for (int step = 1; step <= STEPS; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> publish(control, random, 100 * step);
                    case 1 -> {
                        var wanted = someNames(random);
                        clients.forEach(client -> client.want(wanted));
                    }
                    default -> clients.get(random.nextInt(2)).answerOne(random.nextInt(5) == 0);
                }
            }
            // A refused version is never sent again, so the end must differ from all before to be taken everywhere.
            var release = publish(control, random, 100_000);
            clients.forEach(Model::answerEverything);

            for (var client : clients) {
                assertThat(client.held(CLUSTER)).as("%s", client).isEqualTo(release.get(CLUSTER.typeUrl()));
                assertThat(client.held(LISTENER)).as("%s", client).isEqualTo(release.get(LISTENER.typeUrl()));
                var wanted = new TreeMap<>(release.getOrDefault(ENDPOINTS.typeUrl(), Map.of()));
                wanted.keySet().retainAll(client.wanted);
                assertThat(client.held(ENDPOINTS)).as("%s", client).containsAllEntriesOf(wanted);
                if (client instanceof DeltaModel) {
                    assertThat(client.held(ENDPOINTS)).isEqualTo(wanted);
                }
            }
            assertThat(control.clients.all())
                    .allSatisfy(client -> assertThat(client.types().values())
                            .extracting(status -> status.state())
                            .containsOnly(State.ACKED));
        } finally {
            delete(folder);
        }
    }

    /** Publishes random resources whose content contains the number. Returns them by type and name. */
    private static Map<String, Map<String, Any>> publish(TestControlPlane control, Random random, int number) {
        var resources = new ArrayList<String>();
        someNames(random).forEach(name -> resources.add(staticCluster(name, 1 + number + random.nextInt(3))));
        someNames(random).forEach(name -> resources.add(endpoints(name, number + random.nextInt(3))));
        someNames(random).forEach(name -> resources.add(listener(name, number + random.nextInt(3))));
        resources.add(staticCluster("always", 1 + number));
        control.publish(resources.toArray(String[]::new));

        var published = new HashMap<String, Map<String, Any>>();
        var view = control.views.current().orElseThrow().viewOf(SotwClient.node("n", "edge"));
        for (var type : List.of(CLUSTER, ENDPOINTS, LISTENER)) {
            var byName = new TreeMap<String, Any>();
            view.of(type).resources().forEach((name, resource) -> byName.put(name, resource.any()));
            published.put(type.typeUrl(), byName);
        }
        return published;
    }

    private static Set<String> someNames(Random random) {
        var names = new TreeSet<>(NAMES);
        names.removeIf(name -> random.nextInt(3) == 0);
        return names;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What a client of either variant does: it holds what it has taken and answers when it is told to. */
    private abstract static class Model {
        final Map<String, Map<String, Any>> heldByType = new HashMap<>();
        Set<String> wanted = Set.of("a");

        abstract void connect();

        abstract void want(Set<String> names);

        /** Answers the oldest response, if there is one. */
        abstract void answerOne(boolean refuse);

        abstract boolean hasUnanswered();

        void answerEverything() {
            while (hasUnanswered()) {
                answerOne(false);
            }
        }

        Map<String, Any> held(ResourceType type) {
            return heldByType.computeIfAbsent(type.typeUrl(), url -> new TreeMap<>());
        }

        Map<String, Any> held(String typeUrl) {
            return heldByType.computeIfAbsent(typeUrl, url -> new TreeMap<>());
        }

        @Override
        public String toString() {
            return getClass().getSimpleName();
        }
    }

    private static final class SotwModel extends Model {
        private final SotwClient client;
        private final Deque<DiscoveryResponse> unanswered = new ArrayDeque<>();

        SotwModel(TestControlPlane control) {
            client = new SotwClient(control.channel(), SotwClient.node("sotw", "edge"));
        }

        @Override
        void connect() {
            client.subscribe(CLUSTER);
            client.subscribe(ENDPOINTS, wanted.toArray(String[]::new));
            client.subscribe(LISTENER);
        }

        @Override
        void want(Set<String> names) {
            held(ENDPOINTS).keySet().retainAll(names);
            wanted = names;
            // A request answers what was received, so that is taken first.
            receive();
            while (unanswered.stream()
                    .anyMatch(response -> response.getTypeUrl().equals(ENDPOINTS.typeUrl()))) {
                answerOne(false);
            }
            client.subscribe(ENDPOINTS, names.toArray(String[]::new));
        }

        private void receive() {
            while (!client.silent()) {
                unanswered.add(client.next());
            }
        }

        @Override
        boolean hasUnanswered() {
            receive();
            return !unanswered.isEmpty();
        }

        @Override
        void answerOne(boolean refuse) {
            receive();
            var response = unanswered.poll();
            if (response == null) {
                return;
            }
            if (refuse) {
                client.nack(response, "refused");
                return;
            }
            var held = held(response.getTypeUrl());
            if (!response.getTypeUrl().equals(ENDPOINTS.typeUrl())) {
                held.clear();
            }
            response.getResourcesList().forEach(any -> held.put(SotwClient.nameOf(any), any));
            held(ENDPOINTS).keySet().retainAll(wanted);
            client.ack(response);
        }
    }

    private static final class DeltaModel extends Model {
        private final DeltaClient client;
        private final Deque<DeltaDiscoveryResponse> unanswered = new ArrayDeque<>();

        DeltaModel(TestControlPlane control) {
            client = new DeltaClient(control.channel(), SotwClient.node("delta", "edge"));
        }

        @Override
        void connect() {
            client.subscribe(CLUSTER);
            client.subscribe(ENDPOINTS, wanted.toArray(String[]::new));
            client.subscribe(LISTENER);
        }

        @Override
        void want(Set<String> names) {
            var added = new TreeSet<>(names);
            added.removeAll(wanted);
            var dropped = new TreeSet<>(wanted);
            dropped.removeAll(names);
            held(ENDPOINTS).keySet().retainAll(names);
            wanted = names;
            client.unsubscribe(ENDPOINTS, dropped.toArray(String[]::new));
            client.subscribe(ENDPOINTS, added.toArray(String[]::new));
        }

        @Override
        boolean hasUnanswered() {
            while (!client.silent()) {
                unanswered.add(client.next());
            }
            return !unanswered.isEmpty();
        }

        @Override
        void answerOne(boolean refuse) {
            if (!hasUnanswered()) {
                return;
            }
            var response = unanswered.remove();
            if (refuse) {
                client.nack(response, "refused");
                return;
            }
            var held = held(response.getTypeUrl());
            response.getResourcesList().forEach(resource -> held.put(resource.getName(), resource.getResource()));
            response.getRemovedResourcesList().forEach(held::remove);
            held(ENDPOINTS).keySet().retainAll(wanted);
            client.ack(response);
        }
    }
}
