package dev.gitvoy.bench.fanout;

import dev.gitvoy.admin.Metrics;
import dev.gitvoy.gitsync.release.CommitState;
import dev.gitvoy.gitsync.release.Reconciler;
import dev.gitvoy.gitsync.release.ReleaseListener;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.serve.Compilers;
import dev.gitvoy.serve.GrpcPort;
import dev.gitvoy.serve.StartException;
import dev.gitvoy.serve.StreamThreads;
import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.stream.StreamListener;
import dev.gitvoy.xds.stream.Variant;
import dev.gitvoy.xds.stream.XdsServer;
import dev.gitvoy.xds.view.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The subject: Gitvoy's xDS server as {@code gitvoy serve} wires it (port, threads, metrics), over a folder that the real
 * reconciler compiles and publishes. Only the timer between two looks at the source is missing: orders take its place.
 */
final class XdsFanoutServer implements ServerLoop.Publisher {
    private final Path folder;
    private final Services services;
    private final Reconciler reconciler;
    private Runnable gate = () -> {};
    private PublishCost cost = new PublishCost(0, 0, 0);

    private XdsFanoutServer(Path folder, Services services, Views views, GrpcPort port) {
        this.folder = folder;
        this.services = services;
        var compiler = Compilers.all();
        ReleaseListener gatedViews = release -> {
            gate.run();
            cost = PublishCost.of(() -> views.onRelease(release));
        };
        ReleaseListener serving = release -> port.serving();
        reconciler = new Reconciler(
                new DirectorySource(folder, compiler.paths()),
                compiler,
                List.of(gatedViews, serving),
                InstantSource.system());
    }

    /** Arguments: the folder to keep the configuration in, and the number of services; more is passed over. */
    public static void main(String[] args) throws IOException, StartException {
        var services = new Services(Integer.parseInt(args[1]));
        var types = ResourceTypes.DEFAULT;
        var views = new Views();
        var traffic = new Traffic();
        var metrics = new Metrics();
        var xds = new XdsServer(
                types,
                views,
                new Clients(),
                StreamThreads.start(),
                List.of(metrics.xdsTraffic(), new TrafficListener(traffic)));
        var port = GrpcPort.listen("127.0.0.1", 0, "port", xds.services(), List.of(), Optional.empty());

        var server = new XdsFanoutServer(Path.of(args[0]), services, views, port);
        server.publish(services.all());
        new ServerLoop(traffic, server).run(port.port());
        System.exit(0);
    }

    @Override
    public PublishCost publish(Change change, Runnable gate) throws IOException {
        this.gate = gate;
        publish(services.apply(change));
        return cost;
    }

    private void publish(List<Integer> touched) throws IOException {
        services.writeTo(folder, touched);
        reconciler.reconcile();
        var newest = reconciler.status().candidate().orElseThrow();
        if (newest.state() != CommitState.PUBLISHED) {
            throw new IllegalStateException(
                    "not published: " + newest.problems().get(0));
        }
    }

    private record TrafficListener(Traffic traffic) implements StreamListener {
        @Override
        public void opened() {
            traffic.streamOpened();
        }

        @Override
        public void closed() {
            traffic.streamClosed();
        }

        @Override
        public void requested(String typeUrl, Variant variant, boolean refusal) {
            traffic.requestRead();
        }
    }
}
