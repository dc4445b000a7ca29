package dev.gitvoy.bench.repository;

import dev.gitvoy.xds.resource.ResourceType;
import dev.gitvoy.xds.resource.ResourceTypes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configuration that a repository holds: some services, a file each, and how commits alter it. A service is a cluster, its
 * endpoints, a route configuration that leads to it and the scope that chooses that: nothing is missing and nothing unused.
 */
final class ConfigTree {
    static final int RESOURCES_OF_SERVICE = 4;
    /** What a service has one of. */
    static final List<ResourceType> TYPES =
            List.of(ResourceTypes.CLUSTER, ResourceTypes.ENDPOINTS, ResourceTypes.ROUTES, ResourceTypes.SCOPED_ROUTES);

    private static final int GROUPS = 4;
    private static final int FILES_IN_FOLDER = 100;
    /** Prime, and no divisor of a number of services: the services that are touched are all over the tree. */
    private static final int STRIDE = 7919;

    private static final int FIRST_PORT = 1024;

    private final int[] editions;
    private int touched;

    ConfigTree(int resources) {
        if (resources % RESOURCES_OF_SERVICE != 0) {
            throw new IllegalArgumentException(
                    "resources: " + resources + " (expected: a multiple of " + RESOURCES_OF_SERVICE + ")");
        }
        editions = new int[resources / RESOURCES_OF_SERVICE];
    }

    int services() {
        return editions.length;
    }

    int resources() {
        return editions.length * RESOURCES_OF_SERVICE;
    }

    List<Integer> all() {
        return IntStream.range(0, editions.length).boxed().toList();
    }

    static List<String> groups() {
        return IntStream.range(0, GROUPS).mapToObj(ConfigTree::group).toList();
    }

    private static String group(int service) {
        return "group-" + service % GROUPS;
    }

    /** The names of a group's clusters, which are also those of its other resources. */
    Set<String> names(String group) {
        return all().stream()
                .filter(service -> group(service).equals(group))
                .map(ConfigTree::name)
                .collect(Collectors.toSet());
    }

    private static String name(int service) {
        return "service-%06d".formatted(service);
    }

    /** Moves an endpoint of some services, to where it never was. Returns the services. */
    List<Integer> edit(int services) {
        if (services > editions.length) {
            throw new IllegalArgumentException("services: " + services + " (there are " + editions.length + ")");
        }
        var edited = IntStream.range(touched, touched + services)
                .mapToObj(each -> (int) ((long) each * STRIDE % editions.length))
                .toList();
        touched += services;
        edited.forEach(service -> editions[service]++);
        return edited;
    }

    static String path(int service) {
        int shard = service / GROUPS / FILES_IN_FOLDER;
        return "xds/%s/%03d/%s.yaml".formatted(group(service), shard, name(service));
    }

    String yaml(int service) {
        return """
                resources:
                - "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
                  name: %1$s
                  type: EDS
                  connect_timeout: 1s
                  eds_cluster_config:
                    eds_config:
                      ads: {}
                      resource_api_version: V3
                - "@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment
                  cluster_name: %1$s
                  endpoints:
                  - lb_endpoints:
                    - endpoint:
                        address:
                          socket_address:
                            address: 10.%2$d.%3$d.1
                            port_value: %4$d
                    - endpoint:
                        address:
                          socket_address:
                            address: 10.%2$d.%3$d.2
                            port_value: %5$d
                - "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
                  name: %1$s
                  virtual_hosts:
                  - name: %1$s
                    domains: ["*"]
                    routes:
                    - match:
                        prefix: /
                      route:
                        cluster: %1$s
                        timeout: 5s
                - "@type": type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration
                  name: %1$s
                  route_configuration_name: %1$s
                  key:
                    fragments:
                    - string_key: %1$s
                """.formatted(name(service), service >> 8, service & 255, FIRST_PORT + editions[service], FIRST_PORT);
    }
}
