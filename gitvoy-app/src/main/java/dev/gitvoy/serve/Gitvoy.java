package dev.gitvoy.serve;

import dev.gitvoy.admin.AdminServer;
import dev.gitvoy.admin.Metrics;
import dev.gitvoy.admin.Reports;
import dev.gitvoy.gitsync.release.Reconciler;
import dev.gitvoy.gitsync.release.ReleaseListener;
import dev.gitvoy.gitsync.release.SyncThread;
import dev.gitvoy.gitsync.source.ConfigSource;
import dev.gitvoy.gitsync.source.DirectorySource;
import dev.gitvoy.gitsync.source.GitBranch;
import dev.gitvoy.gitsync.source.GitBranchSource;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.gitsync.source.StateDirectory;
import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.stream.XdsServer;
import dev.gitvoy.xds.view.Views;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: follows a repository and serves its releases, from {@link #start} to {@link #close}. */
public final class Gitvoy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gitvoy.class);
    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(60);

    private final ServeSettings settings;
    /** What to undo, the latest first. */
    private final Deque<Runnable> onClose = new ArrayDeque<>();

    private final CompletableFuture<Void> firstRelease = new CompletableFuture<>();
    private int xdsPort;
    private int adminPort;

    private Gitvoy(ServeSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns when every port is listening; the first release may take longer, see {@link #whenReady}.
     *
     * @throws StartException when it cannot run as asked; nothing is left running then
     */
    public static Gitvoy start(ServeSettings settings) throws StartException {
        var gitvoy = new Gitvoy(settings);
        try {
            gitvoy.wire();
            return gitvoy;
        } catch (StartException | RuntimeException e) {
            gitvoy.close();
            throw e;
        }
    }

    private void wire() throws StartException {
        var types = ResourceTypes.DEFAULT;
        var compiler = Compilers.all();
        var source = openSource(compiler.paths());
        var views = new Views(types);
        var clients = new Clients();
        var metrics = new Metrics();
        onClose.push(metrics::close);

        var threads = StreamThreads.start();
        onClose.push(threads::shutdown);
        var xds = new XdsServer(types, views, clients, threads, List.of(metrics.xdsCallbacks()));
        var xdsGrpc = GrpcPort.listen(settings.bind(), settings.xdsPort(), "--xds-port", xds.services());
        onClose.push(() -> {
            xds.shutDown();
            xdsGrpc.stop();
        });
        xdsPort = xdsGrpc.port();

        ReleaseListener servingSince = release -> {
            xdsGrpc.serving();
            firstRelease.complete(null);
        };
        var reconciler = new Reconciler(source, compiler, List.of(views, servingSince), InstantSource.system());
        var reports = new Reports(source.url(), source.ref(), reconciler::status, views, clients, types);
        metrics.observe(reports);

        // Before the admin port: the first compile and the HTTP server each take a while, and need not wait for each
        // other.
        var syncThread = new SyncThread(reconciler, settings.interval());
        onClose.push(syncThread::close);
        syncThread.start();

        try {
            var admin = AdminServer.listen(settings.bind(), settings.adminPort(), reports, metrics);
            onClose.push(admin::stop);
            adminPort = admin.port();
        } catch (RuntimeException e) {
            throw Ports.unusable("--admin-port", settings.bind(), settings.adminPort(), e);
        }
    }

    private ConfigSource openSource(Predicate<String> paths) throws StartException {
        try {
            var local = Path.of(settings.repo());
            if (Files.isDirectory(local) && !GitBranch.isRepository(local.toFile())) {
                var root = settings.path().isEmpty() ? local : local.resolve(settings.path());
                log.atWarn().addKeyValue("folder", root).log("not a Git repository: serving the folder as it is");
                return new DirectorySource(root, paths);
            }
        } catch (InvalidPathException notAPath) {
            // An address, then.
        }
        try {
            var branch = GitBranch.of(settings.repo(), settings.branch(), settings.path());
            var state = StateDirectory.open(settings.stateDir());
            onClose.push(state::close);
            var source = new GitBranchSource(branch, state, FETCH_TIMEOUT, paths);
            onClose.push(source::close);
            return source;
        } catch (SourceException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Calls back when a release is served for the first time, on the sync thread; at once when it is already. */
    public void whenReady(Runnable callback) {
        var unused = firstRelease.thenRun(callback);
    }

    public int xdsPort() {
        return xdsPort;
    }

    public int adminPort() {
        return adminPort;
    }

    /** Every real address, for people and scripts: {@code xds=127.0.0.1:18000 admin=127.0.0.1:9090}. */
    public String addresses() {
        return "xds=" + settings.bind() + ":" + xdsPort + " admin=" + settings.bind() + ":" + adminPort;
    }

    /** Stops gracefully, within some seconds: clients are told to go elsewhere, then ports and files are released. */
    @Override
    public void close() {
        while (!onClose.isEmpty()) {
            try {
                onClose.pop().run();
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("stopping a part failed");
            }
        }
    }
}
