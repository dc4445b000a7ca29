package dev.gitvoy.xds.stream;

import static dev.gitvoy.xds.stream.TestControlPlane.cluster;
import static dev.gitvoy.xds.stream.TestControlPlane.staticCluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.grpc.xds.XdsNameResolverProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC's own xDS client, which is not an Envoy: commits route its calls. */
@SuppressWarnings("NullAway.Init")
class GrpcXdsClientTest {
    private static final String SCHEME = "gitvoy-test";

    @TempDir
    private Path temp;

    private final List<Server> backends = new ArrayList<>();
    private TestControlPlane control;
    private int portOfA;
    private int portOfB;
    private Server server;
    private ManagedChannel channel;
    private XdsNameResolverProvider resolver;

    @BeforeEach
    void start() throws IOException {
        control = new TestControlPlane(temp);
        portOfA = backend(ServingStatus.SERVING);
        portOfB = backend(ServingStatus.NOT_SERVING);
        routeTo("a");
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        control.services().forEach(builder::addService);
        server = builder.build().start();
        resolver = XdsNameResolverProvider.createForTest(SCHEME, bootstrap(server.getPort()));
        NameResolverRegistry.getDefaultRegistry().register(resolver);
        channel = Grpc.newChannelBuilder(SCHEME + ":///greeter", InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        NameResolverRegistry.getDefaultRegistry().deregister(resolver);
        server.shutdownNow();
        backends.forEach(Server::shutdownNow);
        control.close();
    }

    private static Map<String, ?> bootstrap(int port) {
        return Map.of(
                "xds_servers",
                List.of(Map.of(
                        "server_uri", "127.0.0.1:" + port,
                        "channel_creds", List.of(Map.of("type", "insecure")),
                        "server_features", List.of("xds_v3", "fail_on_data_errors"))),
                "node",
                Map.of("id", "grpc-1", "cluster", "callers"));
    }

    /** A server that can be told by its answer. */
    private int backend(ServingStatus answer) throws IOException {
        var server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new HealthGrpc.HealthImplBase() {
                    @Override
                    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
                        response.onNext(HealthCheckResponse.newBuilder()
                                .setStatus(answer)
                                .build());
                        response.onCompleted();
                    }
                })
                .build()
                .start();
        backends.add(server);
        return server.getPort();
    }

    private ServingStatus call() {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(5, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    private Status.Code failure() {
        try {
            call();
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    @Test
    void commits_routeItsCalls_andNoneFails() {
        assertThat(call()).isEqualTo(ServingStatus.SERVING);

        routeTo("b");

        // A call that fails throws, and ends this.
        await().until(() -> call() == ServingStatus.NOT_SERVING);
    }

    @Test
    void withoutItsListener_callsFail_andWithItTheyWorkAgain() {
        assertThat(call()).isEqualTo(ServingStatus.SERVING);

        control.publish(Map.of("callers", List.of(staticCluster("other", 1))));
        await().untilAsserted(() -> assertThat(failure()).isEqualTo(Status.Code.UNAVAILABLE));

        routeTo("a");
        await().until(() -> failure() == Status.Code.OK);
    }

    private void routeTo(String cluster) {
        control.publish(Map.of(
                "callers",
                List.of(
                        """
                        {"@type": type.googleapis.com/envoy.config.listener.v3.Listener, name: greeter, api_listener: \
                        {api_listener: {"@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager, \
                        stat_prefix: greeter, rds: {route_config_name: greeter-routes, config_source: {ads: {}, resource_api_version: V3}}, \
                        http_filters: [{name: router, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}]}}}""",
                        """
                        {"@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration, name: greeter-routes, \
                        virtual_hosts: [{name: all, domains: ["*"], routes: [{match: {prefix: ""}, route: {cluster: %s}}]}]}""".formatted(cluster),
                        cluster("a", 1),
                        cluster("b", 1),
                        endpoints("a", portOfA),
                        endpoints("b", portOfB))));
    }

    private static String endpoints(String name, int port) {
        return """
                {"@type": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment, cluster_name: %s, endpoints: \
                [{locality: {region: here}, load_balancing_weight: 1, lb_endpoints: [{endpoint: {address: \
                {socket_address: {address: 127.0.0.1, port_value: %d}}}}]}]}""".formatted(name, port);
    }
}
