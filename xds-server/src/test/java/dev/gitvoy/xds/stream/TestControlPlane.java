package dev.gitvoy.xds.stream;

import dev.gitvoy.gitsync.release.CommitCompiler;
import dev.gitvoy.gitsync.release.CommitState;
import dev.gitvoy.gitsync.release.Reconciler;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.xds.client.ClientStatusService;
import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.resource.XdsCompiler;
import dev.gitvoy.xds.view.Views;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The real reconciler and xDS server over a folder. Everything runs on the caller's thread, so when a commit or a request
 * returns, what it causes has arrived.
 */
final class TestControlPlane implements AutoCloseable {
    final Clients clients = new Clients();
    final Views views;
    private final Path folder;
    private final Reconciler reconciler;
    private final Server server;
    private final ManagedChannel channel;
    private final XdsServer xds;
    /** Nanoseconds; time passes when a test says so. */
    private final AtomicLong now = new AtomicLong();

    TestControlPlane(Path folder) {
        this(folder, ResourceTypes.DEFAULT, List.of());
    }

    TestControlPlane(Path folder, ResourceTypes types, List<StreamListener> listeners) {
        this(folder, types, listeners, StreamLimits.DEFAULT);
    }

    TestControlPlane(Path folder, ResourceTypes types, List<StreamListener> listeners, StreamLimits limits) {
        this(folder, types, listeners, limits, Runnable::run);
    }

    /** One whose streams run on other threads. */
    TestControlPlane(
            Path folder, ResourceTypes types, List<StreamListener> listeners, StreamLimits limits, Executor executor) {
        this.folder = folder;
        views = new Views();
        xds = new XdsServer(types, views, clients, executor, listeners, limits, now::get);
        var compiler = new CommitCompiler(List.of(new XdsCompiler(types)));
        reconciler = new Reconciler(
                new DirectorySource(folder, compiler.paths()), compiler, List.of(views), InstantSource.system());
        var name = InProcessServerBuilder.generateName();
        var builder = InProcessServerBuilder.forName(name)
                .directExecutor()
                .intercept(new PeerAddress())
                .fallbackHandlerRegistry(new UnsupportedV2());
        xds.services().forEach(builder::addService);
        builder.addService(new ClientStatusService(clients, views, types));
        try {
            server = builder.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    /** For a server over a real connection. */
    List<BindableService> services() {
        return xds.services();
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Publishes the resources, by the name of their group, replacing all there were. Returns the commit's id. */
    String publish(Map<String, List<String>> resourcesByGroup) {
        try {
            if (Files.isDirectory(folder.resolve("xds"))) {
                try (var files = Files.walk(folder.resolve("xds"))) {
                    for (var file : files.filter(Files::isRegularFile).toList()) {
                        Files.delete(file);
                    }
                }
            }
            for (var group : new TreeMap<>(resourcesByGroup).entrySet()) {
                var path = folder.resolve("xds/" + group.getKey());
                Files.createDirectories(path);
                Files.writeString(
                        path.resolve("all.yaml"),
                        group.getValue().stream()
                                .map(item -> "- " + item + "\n")
                                .collect(Collectors.joining("", "resources:\n", "")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reconciler.reconcile();
        var newest = reconciler.status().candidate().orElseThrow();
        if (newest.state() != CommitState.PUBLISHED) {
            throw new AssertionError(newest.problems().toString());
        }
        return newest.commit().id();
    }

    String publish(String... resources) {
        return publish(Map.of("edge", List.of(resources)));
    }

    /** Writes the settings; they count from the next commit on. */
    void settings(String yaml) {
        try {
            Files.writeString(folder.resolve("gitvoy.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets time pass. */
    void pass(Duration time) {
        now.addAndGet(time.toNanos());
        xds.tick();
    }

    void shutDown() {
        xds.shutDown();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    // Resources, each on a line. The number varies the content.

    static String cluster(String name, int number) {
        return "{\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: " + name
                + ", type: EDS, eds_cluster_config: {eds_config: {ads: {}}}, connect_timeout: " + number + "s}";
    }

    static String staticCluster(String name, int number) {
        return "{\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster, name: " + name
                + ", type: STATIC, connect_timeout: " + number + "s}";
    }

    static String endpoints(String name, int number) {
        return "{\"@type\": type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment, cluster_name: " + name
                + ", policy: {overprovisioning_factor: " + (100 + number) + "}}";
    }

    static String listener(String name, int number) {
        return "{\"@type\": type.googleapis.com/envoy.config.listener.v3.Listener, name: " + name
                + ", default_filter_chain: {}, stat_prefix: n" + number + "}";
    }

    static String virtualHost(String name, String domain, String cluster) {
        return "{\"@type\": type.googleapis.com/envoy.config.route.v3.VirtualHost, name: " + name + ", domains: [\""
                + domain + "\"], routes: [{match: {prefix: /}, route: {cluster: " + cluster + "}}]}";
    }

    static String routes(String name, String cluster) {
        return "{\"@type\": type.googleapis.com/envoy.config.route.v3.RouteConfiguration, name: " + name
                + ", virtual_hosts: [{name: all, domains: [\"*\"], routes: [{match: {prefix: /}, route: {cluster: "
                + cluster + "}}]}]}";
    }
}
