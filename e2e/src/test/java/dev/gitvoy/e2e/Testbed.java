package dev.gitvoy.e2e;

import static java.util.Objects.requireNonNull;

import dev.gitvoy.e2e.Forge.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What every scenario is given, anew for each, or once for a class whose field is static: a forge whose {@code main} sends everything to v1 and knows v2, three
 * upstreams, Gitvoy on that forge, an Envoy that has it all, and traffic that gets v1. After a scenario the traffic's
 * verdict is asserted; when it failed, the ends of the logs are printed.
 */
final class Testbed implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final String ENVOY = "edge-1";
    private static final String ACTIVE_LISTENERS = "listener_manager.total_listeners_active";
    private static final int LOG_LINES = 60;
    private static final int ANSWERS = 500;
    private static final Duration COMMAND = Duration.ofSeconds(30);

    /** What Gitvoy serves besides xDS, and where it counts. */
    enum Services {
        NONE,
        IN_MEMORY,
        IN_REDIS,
        /** In memory, and Envoy waits for answers no longer than it does by default. */
        WITH_DEFAULT_TIMEOUTS
    }

    private final Transport transport;
    private final Services services;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final Map<String, Upstream> upstreams = new HashMap<>();
    private final Map<String, EnvoyUnderTest> envoys = new LinkedHashMap<>();
    private List<Change> runtimeLayer = List.of();
    private boolean hasTraffic = true;
    private Function<Forge, Followed> followed = forge -> Followed.byPath(forge.repository());
    private boolean shared;
    private @Nullable Path directory;
    private @Nullable Forge forge;
    private @Nullable GitvoyProcess gitvoy;
    private @Nullable RedisUnderTest redis;
    private @Nullable TrafficMeter traffic;

    Testbed(Transport transport) {
        this(transport, Services.NONE);
    }

    /** A test bed whose Envoy asks Gitvoy about each request, with {@link ServiceSamples}. */
    Testbed(Transport transport, Services services) {
        this.transport = transport;
        this.services = services;
    }

    /** The same with an Envoy that has a runtime layer from Gitvoy. */
    Testbed withRuntimeLayer(Change layer) {
        runtimeLayer = List.of(layer);
        return this;
    }

    /** The same with nothing that asks but the scenario. */
    Testbed withoutTraffic() {
        hasTraffic = false;
        return this;
    }

    /** The same with a Gitvoy that follows the forge in another way than by its path. */
    Testbed following(Function<Forge, Followed> way) {
        followed = way;
        return this;
    }

    /**
     * How Gitvoy follows the forge.
     *
     * @param served what has to be there for as long
     */
    record Followed(String address, Duration interval, List<String> options, Optional<AutoCloseable> served) {
        static Followed byPath(Path repository, String... options) {
            return new Followed(repository.toString(), GitvoyProcess.INTERVAL, List.of(options), Optional.empty());
        }
    }

    Forge forge() {
        return requireNonNull(forge);
    }

    GitvoyProcess gitvoy() {
        return requireNonNull(gitvoy);
    }

    RedisUnderTest redis() {
        return requireNonNull(redis);
    }

    /** Starts another Gitvoy that follows the same repository and shares the store. The test bed ends it. */
    GitvoyProcess startReplica(String name) {
        var home = subdirectory(name);
        var replica = closeLater(new GitvoyProcess(forge().repository(), home, options()));
        replica.start();
        return replica;
    }

    /** An API key of a user, and the commit's change that makes it known. */
    record NewKey(String text, String listItem) {}

    /** Runs {@code gitvoy keys create} as an author does. */
    NewKey createKey(String subject, String... options) {
        var command = GitvoyProcess.program();
        command.addAll(List.of("keys", "create", "--subject", subject, "--authz-pepper-file", pepper()));
        command.addAll(List.of(options));
        var output = new Command(requireNonNull(directory), Map.of(), COMMAND).run(command);
        var key = output.lines()
                .filter(line -> line.startsWith("key: "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no key in: " + output));
        var item = output.lines()
                .filter(line -> line.startsWith("- ") || line.startsWith("  "))
                .collect(Collectors.joining("\n"));
        return new NewKey(key.substring("key: ".length()).strip(), item + "\n");
    }

    private String pepper() {
        return requireNonNull(directory).resolve("pepper").toString();
    }

    private String[] options() {
        var options = new ArrayList<String>();
        if (services != Services.NONE) {
            options.addAll(List.of("--authz-pepper-file", pepper()));
        }
        if (services == Services.IN_REDIS) {
            options.addAll(List.of("--store", redis().address(), "--store-timeout", "500ms"));
        }
        return options.toArray(String[]::new);
    }

    /** Asks through Envoy, once. */
    Http.Answer ask(String path, String... headers) {
        return askAt(Samples.LISTENER, path, headers);
    }

    /** Asks at a listener of Envoy, once. */
    Http.Answer askAt(String listener, String path, String... headers) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return Http.get(URI.create("http://127.0.0.1:" + envoy().listenerPort(listener) + path), map);
    }

    /** Commits files that bring a listener, and waits until Envoy has all of them and takes requests there. */
    Entrance open(String listener, Change... files) {
        long active = envoy().stat(ACTIVE_LISTENERS);
        gitvoy().awaitAcked(forge().commit("a listener: " + listener, files));
        Waiting.soon("Envoy listens at " + listener).until(() -> envoy().stat(ACTIVE_LISTENERS) > active);
        return new Entrance(envoy().listenerPort(listener));
    }

    /** The Envoy that gets the traffic. */
    EnvoyAdmin envoy() {
        return requireNonNull(envoys.get(ENVOY)).admin();
    }

    TrafficMeter traffic() {
        return requireNonNull(traffic);
    }

    /** The application that answers with this name: v1, v2 or v3. */
    Upstream upstream(String name) {
        return requireNonNull(upstreams.get(name), name);
    }

    /** Starts an application of the scenario's own, which no traffic knows yet. The test bed ends it. */
    Upstream startUpstream(String name) {
        return closeLater(Upstream.answering(name));
    }

    /** Waits until Gitvoy has looked at the forge so many more times. */
    void awaitPolls(int times) {
        for (int i = 0; i < times; i++) {
            var last = lastFetch();
            Waiting.soon("Gitvoy polls the forge").until(() -> !lastFetch().equals(last));
        }
    }

    private String lastFetch() {
        return gitvoy().status().at("/source/lastFetch").asText();
    }

    /** Starts an Envoy of the same group, on ports of its own, and waits until it is live. The test bed ends it. */
    EnvoyUnderTest startEnvoy(String nodeId) {
        var home = subdirectory(nodeId);
        var bootstrap = new Bootstrap(nodeId, Samples.GROUP, transport, gitvoy().xdsPort(), !runtimeLayer.isEmpty());
        var envoy = closeLater(EnvoyMode.chosen().start(bootstrap.yaml(), home));
        envoys.put(nodeId, envoy);
        Waiting.soon("Envoy " + nodeId + " is live").until(() -> envoy.admin().live());
        return envoy;
    }

    private Path subdirectory(String name) {
        try {
            return Files.createDirectory(requireNonNull(directory).resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JUnit calls it for a static field only. */
    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        shared = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!shared) {
            start();
        }
    }

    private void start() throws IOException {
        EnvoyMode.chosen();
        var home = Files.createTempDirectory("gitvoy-e2e-");
        directory = home;
        for (var name : List.of("v1", "v2", "v3")) {
            upstreams.put(name, closeLater(Upstream.answering(name)));
        }
        var created = Forge.create(home, baseConfig());
        forge = created;
        if (services == Services.IN_REDIS) {
            redis = closeLater(RedisUnderTest.start());
        }
        var way = followed.apply(created);
        way.served().ifPresent(this::closeLater);
        var options = new ArrayList<>(List.of(options()));
        options.addAll(way.options());
        gitvoy = closeLater(new GitvoyProcess(way.address(), way.interval(), home, options.toArray(String[]::new)));
        gitvoy().start();
        if (services != Services.NONE) {
            gitvoy().awaitCommit(created.commit("limits and policies", serviceConfig()));
        }
        startEnvoy(ENVOY);
        gitvoy().awaitAcked(created.head());
        if (hasTraffic) {
            traffic = closeLater(TrafficMeter.start(envoy().listenerPort(Samples.LISTENER), "v1"));
            traffic().awaitAnswers(1);
        }
    }

    private Change[] serviceConfig() {
        var changes = new ArrayList<>(
                List.of(ServiceSamples.services(List.of(gitvoy().rateLimitPort()), List.of(gitvoy().authzPort()))));
        changes.add(
                services == Services.WITH_DEFAULT_TIMEOUTS
                        ? ServiceSamples.listenerInAHurry()
                        : ServiceSamples.listener());
        changes.add(ServiceSamples.routesTo("v1"));
        changes.add(ServiceSamples.limits(3));
        changes.add(ServiceSamples.policies(""));
        return changes.toArray(Change[]::new);
    }

    private Change[] baseConfig() {
        var changes = new ArrayList<>(List.of(
                Samples.listener(),
                Samples.routesTo("v1"),
                Samples.cluster("v1"),
                Samples.endpoints("v1", upstream("v1")),
                Samples.cluster("v2"),
                Samples.endpoints("v2", upstream("v2"))));
        changes.addAll(runtimeLayer);
        return changes.toArray(Change[]::new);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        boolean failed = context.getExecutionException().isPresent();
        if (!shared) {
            end(context, failed);
        } else if (failed) {
            printLogs(context);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (shared) {
            end(context, context.getExecutionException().isPresent());
        }
    }

    private void end(ExtensionContext context, boolean hasFailed) throws Exception {
        boolean failed = hasFailed;
        try {
            if (traffic != null) {
                if (!failed) {
                    // A rate over less than a second or two would be that of the first connections.
                    traffic.awaitAnswers(ANSWERS);
                }
                traffic.close();
                traffic.assertClean();
            }
        } catch (AssertionError e) {
            failed = true;
            throw e;
        } finally {
            if (failed) {
                printLogs(context);
            }
            while (!toClose.isEmpty()) {
                toClose.pop().close();
            }
            deleteDirectory();
        }
    }

    private <T extends AutoCloseable> T closeLater(T resource) {
        toClose.push(resource);
        return resource;
    }

    private void printLogs(ExtensionContext context) {
        var scenario = transport + " " + context.getDisplayName();
        if (gitvoy != null) {
            printTail(scenario + ": Gitvoy", gitvoy.log());
        }
        envoys.forEach((nodeId, envoy) -> printTail(scenario + ": Envoy " + nodeId, envoy.log()));
    }

    private static void printTail(String title, String log) {
        var lines = log.lines().toList();
        System.out.println("==== " + title + ", the last lines of " + lines.size());
        lines.stream().skip(Math.max(0, lines.size() - LOG_LINES)).forEach(System.out::println);
    }

    private void deleteDirectory() throws IOException {
        if (directory == null) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
