package dev.gitvoy.serve;

import static java.util.Objects.requireNonNull;

import dev.gitvoy.admin.AdminServer;
import dev.gitvoy.admin.FollowedSource;
import dev.gitvoy.admin.Metrics;
import dev.gitvoy.admin.RateLimitHttp;
import dev.gitvoy.admin.Reports;
import dev.gitvoy.admin.RestDiscoveryHttp;
import dev.gitvoy.gitsync.release.Reconciler;
import dev.gitvoy.gitsync.release.Release;
import dev.gitvoy.gitsync.release.ReleaseListener;
import dev.gitvoy.gitsync.release.SyncControl;
import dev.gitvoy.gitsync.release.SyncThread;
import dev.gitvoy.gitsync.sops.AgeKeyFile;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.guard.SecretFile;
import dev.gitvoy.hooks.Webhooks;
import dev.gitvoy.xds.client.ClientStatusService;
import dev.gitvoy.xds.client.Clients;
import dev.gitvoy.xds.client.CommitAcks;
import dev.gitvoy.xds.resource.ResourceTypes;
import dev.gitvoy.xds.rest.RestDiscovery;
import dev.gitvoy.xds.stream.Fetch;
import dev.gitvoy.xds.stream.PeerAddress;
import dev.gitvoy.xds.stream.XdsServer;
import dev.gitvoy.xds.view.Views;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: follows a repository and serves its releases, from {@link #start} to {@link #close}. */
public final class Gitvoy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gitvoy.class);

    private final ServeSettings settings;
    /** What to undo, the latest first. */
    private final Deque<Runnable> onClose = new ArrayDeque<>();

    private final CompletableFuture<Void> firstRelease = new CompletableFuture<>();
    /** The real ports, by what listens there, in the order in which they are told. */
    private final Map<String, Integer> listening = Collections.synchronizedMap(new LinkedHashMap<>());

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
        Preload.await();
        withoutFlightRecorderEvents();
        var types = ResourceTypes.DEFAULT;
        var api = Compilers.api(settings.apiDescriptors());
        log.atInfo().log("resources are read with the {}", api.name());
        var ageKeys = settings.ageKeys().map(AgeKeyFile::new);
        ageKeys.ifPresent(AgeKeyFile::check);
        var followed = FollowedRepository.take(settings, onClose::push);
        var cache = followed.cache(api);
        var compiler = Compilers.all(api, SopsFiles.opened(ageKeys), cache);
        var source = followed.source(compiler.paths());

        // What is kept is restored, or the first commit compiled, beside all that follows: both take a while, and meet
        // when
        // there is a release to serve.
        var servers = new CompletableFuture<List<ReleaseListener>>();
        var reconciler = new Reconciler(
                source,
                compiler,
                List.of(release -> servers.join().forEach(server -> server.onRelease(release)), new Afterwards(() -> {
                    firstRelease.complete(null);
                    cache.flush();
                })),
                InstantSource.system(),
                followed.rules());
        var syncThread = new SyncThread(reconciler, settings.interval());
        onClose.push(syncThread::close);
        // Else it would wait for servers that failed to start.
        onClose.push(() -> servers.complete(List.of()));
        syncThread.start();

        var views = new Views();
        var clients = new Clients();
        var metrics = new Metrics();
        onClose.push(metrics::close);

        var rateLimits = RateLimits.open(settings);
        onClose.push(rateLimits::close);
        var authorization = Authorization.open(settings);
        onClose.push(authorization::close);
        var threads = StreamThreads.start();
        onClose.push(threads::shutdown);
        var xds = new XdsServer(types, views, clients, threads, List.of(metrics.xdsTraffic()));
        var ports = settings.ports();
        var clock = StreamThreads.everySecond("gitvoy-xds-clock", xds::tick);
        onClose.push(clock::shutdown);
        var clientStatus = new ClientStatusService(clients, views, types);
        var xdsServices = new ArrayList<BindableService>(xds.services());
        xdsServices.add(clientStatus);
        // A stream tells apart the Envoys behind it by their address; the interceptor notes it.
        var xdsGrpc = listen(
                "xds",
                ports.xds(),
                "--xds-port",
                xdsServices,
                List.of(new PeerAddress()),
                settings.xdsConnectionAge(),
                xds::shutDown);
        var rateLimitGrpc = listen(
                "ratelimit",
                ports.rateLimit(),
                "--ratelimit-port",
                List.of(rateLimits.service()),
                List.of(),
                Optional.empty(),
                () -> {});
        var authzGrpc = listen(
                "authz",
                ports.authz(),
                "--authz-port",
                List.of(authorization.service()),
                List.of(),
                Optional.empty(),
                () -> {});

        var warmUp = new WarmUp(
                List.of(rateLimits.warmUp(rateLimitGrpc.address()), authorization.warmUp(authzGrpc.address())));
        onClose.push(warmUp::close);

        var acks = new CommitAcks(views, clients);
        var handover = new Handover(
                List.of(rateLimits.rules(), authorization.policies()),
                release -> acks.allHave(release.commit().id()),
                settings.handover());
        onClose.push(handover::close);
        handover.start();
        // In this order: what Envoys ask is in place, and warm, before any Envoy is told to ask it.
        servers.complete(List.of(
                rateLimits.rules(),
                authorization.policies(),
                firstOnly(() -> {
                    warmUp.await();
                    rateLimitGrpc.serving();
                    authzGrpc.serving();
                }),
                views,
                handover,
                firstOnly(xdsGrpc::serving)));
        // Once more, so that it ends before what it hands releases to.
        onClose.push(syncThread::close);

        var reports = new Reports(
                new FollowedSource(
                        source.url(), source.ref(), reconciler::status, reconciler::fetchFailures, syncThread::orders),
                views,
                clients,
                types);
        metrics.observe(reports);
        metrics.observe(rateLimits.stats(), authorization.stats());
        var looking = StreamThreads.everySecond("gitvoy-reports", reports::look);
        onClose.push(looking::shutdownNow);
        var token = adminToken();
        var hooks = openWebhooks(source.ref(), syncThread, metrics);
        hooks.ifPresent(webhooks -> onClose.push(webhooks::close));

        try {
            var rest = RestDiscoveryHttp.listen(
                    settings.bind(), ports.xdsRest(), new RestDiscovery(types, new Fetch(views), clientStatus, api));
            onClose.push(rest::stop);
            listening.put("xds-rest", rest.port());
        } catch (RuntimeException e) {
            throw PortInUse.of("--xds-rest-port", settings.bind(), ports.xdsRest(), e);
        }
        try {
            var json = RateLimitHttp.listen(
                    settings.bind(), ports.rateLimitHttp(), rateLimits.json(), rateLimits.rules()::loaded);
            onClose.push(json::stop);
            listening.put("ratelimit-http", json.port());
        } catch (RuntimeException e) {
            throw PortInUse.of("--ratelimit-http-port", settings.bind(), ports.rateLimitHttp(), e);
        }
        try {
            var admin = AdminServer.listen(settings.bind(), ports.admin(), reports, metrics, syncThread, token, hooks);
            onClose.push(admin::stop);
            listening.put("admin", admin.port());
        } catch (RuntimeException e) {
            throw PortInUse.of("--admin-port", settings.bind(), ports.admin(), e);
        }
    }

    /** Netty's, which nobody asked for: to define them takes some tenths of a second. Who wants them says so. */
    private static void withoutFlightRecorderEvents() {
        var wanted = "io.netty.jfr.enabled";
        if (System.getProperty(wanted) == null) {
            System.setProperty(wanted, "false");
        }
    }

    private SecretFile adminToken() throws StartException {
        var file = settings.stateDir().resolve("admin.token");
        try {
            return SecretFile.openOwn(file);
        } catch (IOException e) {
            throw new StartException(
                    "the state folder's token cannot be read or made: " + e.getMessage()
                            + "; delete it to have one made, or choose another --state-dir",
                    e);
        }
    }

    private Optional<Webhooks> openWebhooks(String ref, SyncControl control, Metrics metrics) throws StartException {
        if (settings.webhookSecrets().isEmpty()) {
            log.atInfo().log("webhooks are off: /hooks answers 404; to have them, give --webhook-secret-file");
            return Optional.empty();
        }
        try {
            var secrets = SecretFile.open(settings.webhookSecrets().get());
            return Optional.of(Webhooks.open(secrets, ref, control::pollNow, metrics.webhooks()));
        } catch (IOException e) {
            throw new StartException("--webhook-secret-file: " + e.getMessage(), e);
        }
    }

    private GrpcPort listen(
            String name,
            int port,
            String option,
            List<? extends BindableService> services,
            List<? extends ServerInterceptor> interceptors,
            Optional<Duration> maxConnectionAge,
            Runnable beforeStop)
            throws StartException {
        var grpc = GrpcPort.listen(settings.bind(), port, option, services, interceptors, maxConnectionAge);
        onClose.push(() -> {
            beforeStop.run();
            grpc.stop();
        });
        listening.put(name, grpc.port());
        return grpc;
    }

    private record Afterwards(Runnable action) implements ReleaseListener {
        @Override
        public void onRelease(Release release) {}

        @Override
        public void afterRelease(Release release) {
            action.run();
        }
    }

    /** What happens once, when there is something to serve. */
    private static ReleaseListener firstOnly(Runnable action) {
        var done = new AtomicBoolean();
        return release -> {
            if (done.compareAndSet(false, true)) {
                action.run();
            }
        };
    }

    /** Calls back when a release is served for the first time, on the sync thread; at once when it is already. */
    public void whenReady(Runnable callback) {
        var unused = firstRelease.thenRun(callback);
    }

    public int xdsPort() {
        return port("xds");
    }

    public int rateLimitPort() {
        return port("ratelimit");
    }

    public int authzPort() {
        return port("authz");
    }

    public int adminPort() {
        return port("admin");
    }

    private int port(String name) {
        return requireNonNull(listening.get(name), name);
    }

    /** Every real address, for people and scripts: {@code xds=127.0.0.1:18000 ... admin=127.0.0.1:9090}. */
    public String addresses() {
        return listening.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + settings.bind() + ":" + entry.getValue())
                .collect(Collectors.joining(" "));
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
