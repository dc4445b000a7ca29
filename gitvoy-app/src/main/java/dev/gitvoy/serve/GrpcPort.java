package dev.gitvoy.serve;

import dev.gitvoy.xds.stream.UnsupportedV2;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A listening gRPC server with health and reflection. Not serving, as health sees it, until told. */
public final class GrpcPort {
    /** Reconnecting clients list a version for each resource they hold; 4 MiB, the default, has frozen fleets. */
    private static final int MAX_REQUEST_BYTES = 32 << 20;

    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int CLIENT_PING_SECONDS = 5;
    private static final int DRAIN_SECONDS = 5;

    /** What is under way on an old connection may end for so long. */
    private static final int CONNECTION_GRACE_SECONDS = 120;

    private final Server server;
    private final HealthStatusManager health;

    private GrpcPort(Server server, HealthStatusManager health) {
        this.server = server;
        this.health = health;
    }

    /**
     * Opens a port.
     *
     * @param option the option that sets the port, for the message when it is in use
     * @param services whose handlers never block: they run on the event loop
     * @param maxConnectionAge after which a client is asked to connect anew, give or take a tenth
     */
    public static GrpcPort listen(
            String bind,
            int port,
            String option,
            List<? extends BindableService> services,
            List<? extends ServerInterceptor> interceptors,
            Optional<Duration> maxConnectionAge)
            throws StartException {
        var health = new HealthStatusManager();
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(bind, port))
                .directExecutor()
                .maxInboundMessageSize(MAX_REQUEST_BYTES)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(CLIENT_PING_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .fallbackHandlerRegistry(new UnsupportedV2())
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance());
        services.forEach(builder::addService);
        interceptors.forEach(builder::intercept);
        maxConnectionAge.ifPresent(age -> builder.maxConnectionAge(age.toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(CONNECTION_GRACE_SECONDS, TimeUnit.SECONDS));
        try {
            return new GrpcPort(builder.build().start(), health);
        } catch (IOException e) {
            throw PortInUse.of(option, bind, port, e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** Where this process itself reaches the port: on the loopback interface when it listens on all. */
    InetSocketAddress address() {
        var bound = (InetSocketAddress) server.getListenSockets().get(0);
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
                : bound;
    }

    public void serving() {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    }

    /** Says that it is going, refuses new calls, lets the open ones end for a few seconds. */
    public void stop() {
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
