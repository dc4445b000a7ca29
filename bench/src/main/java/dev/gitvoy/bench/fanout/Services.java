package dev.gitvoy.bench.fanout;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The configuration that is served: some services, each an EDS cluster and its assignment of ten endpoints, and how changes
 * alter it. As YAML for the subject, as messages for the raw push; both are the same, to the byte. Changes never alter a
 * size.
 */
final class Services {
    /** The node group that sees them. */
    static final String GROUP = "edge";

    private static final int ENDPOINTS = 10;
    private static final int MOST_FILES = 2000;
    private static final int FIRST_PORT = 8000;
    private static final int PORTS = 1000;
    private static final int FIRST_MILLIS = 300;
    private static final int MILLIS = 600;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final int[] clusterEditions;
    private final int[] assignmentEditions;
    private int next;

    Services(int count) {
        clusterEditions = new int[count];
        assignmentEditions = new int[count];
    }

    int count() {
        return clusterEditions.length;
    }

    List<String> names() {
        return all().stream().map(Services::name).toList();
    }

    List<Integer> all() {
        return IntStream.range(0, count()).boxed().toList();
    }

    static String name(int service) {
        return "service-%05d".formatted(service);
    }

    /** Makes the next change of a kind. Returns the services that it touches. */
    List<Integer> apply(Change change) {
        var touched = change.everyService() ? all() : List.of(next++ % count());
        var editions = change.sendsClusters() ? clusterEditions : assignmentEditions;
        touched.forEach(service -> editions[service]++);
        return touched;
    }

    private int connectMillis(int service) {
        return FIRST_MILLIS + clusterEditions[service] % MILLIS;
    }

    /** The endpoint that moves is the first. */
    private int port(int service, int endpoint) {
        return endpoint == 0 ? FIRST_PORT + assignmentEditions[service] % PORTS : FIRST_PORT;
    }

    private static String address(int service, int endpoint) {
        return "10.%d.%d.%d".formatted(100 + service / 100 % 100, 100 + service % 100, 100 + endpoint);
    }

    /** Writes the files that hold some services: one a service, unless there are thousands. */
    void writeTo(Path folder, List<Integer> services) throws IOException {
        var group = Files.createDirectories(folder.resolve("xds").resolve(GROUP));
        int perFile = (count() + MOST_FILES - 1) / MOST_FILES;
        for (int file :
                services.stream().map(service -> service / perFile).distinct().toList()) {
            var yaml = new StringBuilder("resources:\n");
            int end = Math.min((file + 1) * perFile, count());
            IntStream.range(file * perFile, end).forEach(service -> yaml.append(yaml(service)));
            Files.writeString(group.resolve(name(file * perFile) + ".yaml"), yaml);
        }
    }

    private String yaml(int service) {
        var endpoints = new StringBuilder();
        for (int endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
            endpoints.append("        - endpoint: {address: {socket_address: {address: %s, port_value: %d}}}\n"
                    .formatted(address(service, endpoint), port(service, endpoint)));
        }
        return """
                  - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                    name: %1$s
                    type: EDS
                    eds_cluster_config: {eds_config: {ads: {}, resource_api_version: V3}}
                    connect_timeout: 1.%2$ds
                  - "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
                    cluster_name: %1$s
                    endpoints:
                      lb_endpoints:
                %3$s""".formatted(name(service), connectMillis(service), endpoints);
    }

    Cluster cluster(int service) {
        var adsOfV3 = ConfigSource.newBuilder()
                .setAds(AggregatedConfigSource.getDefaultInstance())
                .setResourceApiVersion(ApiVersion.V3);
        return Cluster.newBuilder()
                .setName(name(service))
                .setType(Cluster.DiscoveryType.EDS)
                .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(adsOfV3))
                .setConnectTimeout(
                        Duration.newBuilder().setSeconds(1).setNanos(connectMillis(service) * NANOS_PER_MILLI))
                .build();
    }

    ClusterLoadAssignment assignment(int service) {
        var locality = LocalityLbEndpoints.newBuilder();
        for (int endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
            var socket = SocketAddress.newBuilder()
                    .setAddress(address(service, endpoint))
                    .setPortValue(port(service, endpoint));
            locality.addLbEndpoints(LbEndpoint.newBuilder()
                    .setEndpoint(Endpoint.newBuilder()
                            .setAddress(Address.newBuilder().setSocketAddress(socket))));
        }
        return ClusterLoadAssignment.newBuilder()
                .setClusterName(name(service))
                .addEndpoints(locality)
                .build();
    }
}
