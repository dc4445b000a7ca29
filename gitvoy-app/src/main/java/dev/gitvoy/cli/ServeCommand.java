package dev.gitvoy.cli;

import dev.gitvoy.serve.Gitvoy;
import dev.gitvoy.serve.ServeSettings;
import dev.gitvoy.serve.StartException;
import dev.gitvoy.serve.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitvoy serve}. */
@Command(
        name = "serve",
        description = "Follow a Git branch and serve it to Envoys.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        footer = {
            "",
            "Every option is also an environment variable (--xds-port is GITVOY_XDS_PORT)",
            "and a key of the --config file (xds-port: 18000)."
        })
@SuppressWarnings("NullAway.Init")
final class ServeCommand implements Callable<Integer> {
    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
    /** Less would be little but connecting. */
    private static final Duration LEAST_CONNECTION_AGE = Duration.ofSeconds(10);

    private static final Duration LEAST_LOCAL_INTERVAL = Duration.ofMillis(100);

    @Spec
    private CommandSpec spec;

    /** Read by {@link SettingsProvider}, before the other options get their defaults. */
    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with options")
    @SuppressWarnings("UnusedVariable")
    private @Nullable Path config;

    @Mixin
    private GitOptions git;

    @Option(names = "--interval", defaultValue = "10s", description = "time between two looks at the repository")
    private Duration interval;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "what must outlive a restart (default: a folder in "
                    + "$XDG_STATE_HOME/gitvoy for each repository and branch)")
    private @Nullable Path stateDir;

    @Option(names = "--bind", defaultValue = "127.0.0.1", description = "address to listen on")
    private String bind;

    @Option(names = "--xds-port", defaultValue = "18000", description = "xDS over gRPC; 0 for a free port")
    private int xdsPort;

    @Option(
            names = "--xds-rest-port",
            defaultValue = "18001",
            description = "xDS for clients that poll, POST /v3/discovery:...; 0 for a free port")
    private int xdsRestPort;

    @Option(
            names = "--xds-max-connection-age",
            paramLabel = "TIME",
            description =
                    "ask each Envoy to connect anew after this time, give or take a tenth, so that replicas share "
                            + "the load (default: never)")
    private @Nullable Duration xdsConnectionAge;

    @Option(names = "--ratelimit-port", defaultValue = "8081", description = "rate limit service; 0 for a free port")
    private int rateLimitPort;

    @Option(
            names = "--ratelimit-http-port",
            defaultValue = "8082",
            description = "rate limit service, POST /json; 0 for a free port")
    private int rateLimitHttpPort;

    @Option(names = "--authz-port", defaultValue = "9191", description = "external authorization; 0 for a free port")
    private int authzPort;

    @Option(
            names = "--admin-port",
            defaultValue = "9090",
            description = "health, metrics, /api, /hooks; 0 for a free port")
    private int adminPort;

    @Option(
            names = "--webhook-secret-file",
            paramLabel = "FILE",
            description =
                    "a secret a line, of which a forge knows one: lets it say at /hooks on the admin port that the"
                            + " branch has moved (default: no webhooks)")
    private @Nullable Path webhookSecrets;

    @Option(
            names = "--store",
            defaultValue = "memory",
            paramLabel = "memory|redis://HOST:PORT",
            description = "where counters and API keys are; Redis shares them among replicas")
    private String store;

    @Option(
            names = "--store-timeout",
            defaultValue = "15ms",
            description = "how long to wait for Redis; Envoy waits 20 ms for a rate limit, if not told otherwise")
    private Duration storeTimeout;

    @Option(
            names = "--authz-pepper-file",
            paramLabel = "FILE",
            description = "secret under which API keys are hashed, equal on all replicas "
                    + "(default: authz.pepper in the state folder, made when missing)")
    private @Nullable Path pepper;

    @Option(
            names = "--age-key-file",
            paramLabel = "FILE",
            description =
                    "private keys of age, as age-keygen writes them, to decrypt *.sops.yaml with; read at each use "
                            + "(default: no commit with such files is served)")
    private @Nullable Path ageKeys;

    @Option(
            names = "--handover-timeout",
            defaultValue = "60s",
            description = "limits and policies that a commit removed are kept until every Envoy has the commit, "
                    + "and no longer than this; 0s to forget them at once")
    private Duration handover;

    @Mixin
    private ApiOption api;

    @Option(names = "--log-format", defaultValue = "text", description = "${COMPLETION-CANDIDATES}")
    private Logging.Format logFormat;

    @Override
    public Integer call() throws InterruptedException {
        Logging.use(logFormat);
        try {
            var gitvoy = Gitvoy.start(settings());
            var stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                gitvoy.close();
                                stopped.countDown();
                            },
                            "gitvoy-shutdown"));
            var out = spec.commandLine().getOut();
            out.println("listening " + gitvoy.addresses());
            out.flush();
            gitvoy.whenReady(() -> {
                out.println("ready " + gitvoy.addresses());
                out.flush();
            });
            stopped.await();
            return 0;
        } catch (StartException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private ServeSettings settings() {
        checkPort("--xds-port", xdsPort);
        checkPort("--xds-rest-port", xdsRestPort);
        checkPort("--ratelimit-port", rateLimitPort);
        checkPort("--ratelimit-http-port", rateLimitHttpPort);
        checkPort("--authz-port", authzPort);
        checkPort("--admin-port", adminPort);
        var repository = git.settings();
        var origin = git.origin();
        var least = origin.isLocal() ? LEAST_LOCAL_INTERVAL : LEAST_INTERVAL;
        if (interval.compareTo(least) < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--interval=" + interval.toMillis() + "ms: expected at least " + least.toMillis()
                            + "ms, for example 10s");
        }
        if (xdsConnectionAge != null && xdsConnectionAge.compareTo(LEAST_CONNECTION_AGE) < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--xds-max-connection-age=" + xdsConnectionAge.toMillis() + "ms: expected at least "
                            + LEAST_CONNECTION_AGE.toSeconds() + "s, for example 1h");
        }
        var state = stateDir == null ? StateFolder.byDefault(System.getenv()).resolve(origin.originId()) : stateDir;
        return new ServeSettings(
                repository,
                interval,
                state,
                Optional.ofNullable(pepper),
                store(),
                storeTimeout,
                handover,
                bind,
                new ServeSettings.Ports(xdsPort, xdsRestPort, rateLimitPort, rateLimitHttpPort, authzPort, adminPort),
                Optional.ofNullable(xdsConnectionAge),
                Optional.ofNullable(webhookSecrets),
                api.descriptors(),
                Optional.ofNullable(ageKeys));
    }

    /** The message must not repeat what was given: it may hold a password. */
    private Store store() {
        try {
            return Store.parse(store);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--store: " + e.getMessage());
        }
    }

    private void checkPort(String option, int port) {
        if (port < 0 || port > 65535) {
            throw new ParameterException(
                    spec.commandLine(), option + "=" + port + ": expected 0 to 65535, for example 18000");
        }
    }
}
