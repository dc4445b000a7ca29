package dev.gitvoy.e2e;

import static java.util.Objects.requireNonNull;

import dev.gitvoy.e2e.Forge.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What every scenario is given, anew for each: a forge whose {@code main} sends everything to v1 and knows v2, three
 * upstreams, Gitvoy on that forge, an Envoy that has it all, and traffic that gets v1. After a scenario the traffic's
 * verdict is asserted; when it failed, the ends of the logs are printed.
 */
final class Testbed implements BeforeEachCallback, AfterEachCallback {
    private static final String ENVOY = "edge-1";
    private static final int LOG_LINES = 60;

    private final Transport transport;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final Map<String, Upstream> upstreams = new HashMap<>();
    private final Map<String, EnvoyUnderTest> envoys = new LinkedHashMap<>();
    private @Nullable Path directory;
    private @Nullable Forge forge;
    private @Nullable GitvoyProcess gitvoy;
    private @Nullable TrafficMeter traffic;

    Testbed(Transport transport) {
        this.transport = transport;
    }

    Forge forge() {
        return requireNonNull(forge);
    }

    GitvoyProcess gitvoy() {
        return requireNonNull(gitvoy);
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

    /** Starts an Envoy of the same group, on ports of its own. The test bed ends it. */
    EnvoyUnderTest startEnvoy(String nodeId) {
        var home = requireNonNull(directory).resolve(nodeId);
        try {
            Files.createDirectory(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var bootstrap = new Bootstrap(nodeId, Samples.GROUP, transport, gitvoy().xdsPort());
        var envoy = closeLater(EnvoyMode.chosen().start(bootstrap, home));
        envoys.put(nodeId, envoy);
        return envoy;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        EnvoyMode.chosen();
        var home = Files.createTempDirectory("gitvoy-e2e-");
        directory = home;
        for (var name : List.of("v1", "v2", "v3")) {
            upstreams.put(name, closeLater(Upstream.answering(name)));
        }
        var created = Forge.create(home, baseConfig());
        forge = created;
        gitvoy = closeLater(new GitvoyProcess(created.repository(), home));
        gitvoy().start();
        startEnvoy(ENVOY);
        Waiting.soon("Envoy is live").until(() -> envoy().live());
        gitvoy().awaitAcked(created.head());
        traffic = closeLater(TrafficMeter.start(envoy().listenerPort(Samples.LISTENER), "v1"));
        traffic().awaitAnswers(1);
    }

    private Change[] baseConfig() {
        return new Change[] {
            Samples.listener(),
            Samples.routesTo("v1"),
            Samples.cluster("v1"),
            Samples.endpoints("v1", upstream("v1")),
            Samples.cluster("v2"),
            Samples.endpoints("v2", upstream("v2"))
        };
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        boolean failed = context.getExecutionException().isPresent();
        try {
            if (traffic != null) {
                traffic.close();
                traffic.assertClean();
            }
        } catch (AssertionError e) {
            failed = true;
            throw e;
        } finally {
            if (failed) {
                printLogs(transport + " " + context.getRequiredTestMethod().getName());
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

    private void printLogs(String scenario) {
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
