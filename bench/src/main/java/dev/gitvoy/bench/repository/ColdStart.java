package dev.gitvoy.bench.repository;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Benchmark;
import dev.gitvoy.bench.Budget;
import dev.gitvoy.bench.Machine;
import dev.gitvoy.bench.Options;
import dev.gitvoy.bench.Report;
import dev.gitvoy.bench.ServerProcess;
import dev.gitvoy.bench.TemporaryFolder;
import dev.gitvoy.cli.Main;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** What it takes {@code gitvoy serve} to start: with nothing kept, and from what it kept, when the repository is away. */
public final class ColdStart implements Benchmark {
    private static final List<String> MEMORY = List.of("-XX:+UseG1GC", "-Xmx1g");
    /** Where the launcher is; without it the program is started on this process's class path, with no class archive. */
    private static final String LAUNCHER = "bench.launcher";

    private static final double RESTART_SECONDS = 3;
    private static final double HEAP_MIB = 1024;

    private static final Duration READY_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration READYZ_TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;

    private static final List<String> PORTS = List.of(
            "--xds-port",
            "--xds-rest-port",
            "--ratelimit-port",
            "--ratelimit-http-port",
            "--authz-port",
            "--admin-port");

    private static final Scale FULL = new Scale(100_000, 3, 5, Duration.ofMinutes(10));
    private static final Scale QUICK = new Scale(1_600, 1, 2, Duration.ofSeconds(30));

    /**
     * How much is measured.
     *
     * @param firsts how many times with nothing kept
     * @param restarts how many times from what was kept
     * @param budget ends each early, but never before the first
     */
    record Scale(int resources, int firsts, int restarts, Duration budget) {}

    @Override
    public String name() {
        return "coldstart";
    }

    @Override
    public String summary() {
        return "starting with 100,000 resources: with nothing kept, and from the kept state";
    }

    @Override
    public Report run(Options options) throws BenchException, InterruptedException {
        return run(options.quick() ? QUICK : FULL);
    }

    static Report run(Scale scale) throws BenchException, InterruptedException {
        try (var folder = TemporaryFolder.create()) {
            return new Measurement(scale, folder.path()).run();
        }
    }

    private static final class Measurement {
        private final Scale scale;
        private final ConfigTree tree;
        private final Path folder;
        private final Path origin;
        /** What the ceiling reads: all that the subject was seen to serve. */
        private final Path encoded;

        Measurement(Scale scale, Path folder) throws BenchException, InterruptedException {
            this.scale = scale;
            this.tree = new ConfigTree(scale.resources());
            this.folder = folder;
            this.origin = folder.resolve("origin.git");
            this.encoded = folder.resolve("encoded");
            OriginRepository.create(origin, tree);
        }

        Report run() throws BenchException, InterruptedException {
            var first = measure("first", scale.firsts(), round -> folder.resolve("state-" + round));
            var kept = folder.resolve("state-0");
            moveAway();
            var restart = measure("restart", scale.restarts(), round -> kept);
            return new Report(
                    "coldstart",
                    Machine.describe() + "; " + tree.resources() + " resources",
                    List.of(first, restart),
                    List.of(
                            new Report.Goal(
                                    "seconds to restart",
                                    restart.subject().p50Micros() / TimeUnit.SECONDS.toMicros(1),
                                    RESTART_SECONDS),
                            new Report.Goal("MiB of heap in use, first", heapMiB(first), HEAP_MIB),
                            new Report.Goal("MiB of heap in use, restart", heapMiB(restart), HEAP_MIB)));
        }

        private static double heapMiB(Report.Case each) {
            return each.more().getOrDefault("heapMiB", Double.NaN);
        }

        private Report.Case measure(String name, int rounds, IntFunction<Path> stateFolder)
                throws BenchException, InterruptedException {
            var budget = new Budget(scale.budget());
            var ofSubject = new ArrayList<Start>();
            var ofCeiling = new ArrayList<Start>();
            for (int round = 0; round < rounds && (round == 0 || !budget.passed(1)); round++) {
                ofSubject.add(serve(stateFolder.apply(round)));
                ofCeiling.add(read());
            }
            return new Report.Case(
                    name,
                    Start.figures(ofSubject),
                    Start.figures(ofCeiling),
                    Map.of(
                            "heapMiB", Start.median(ofSubject, Start::heapMiB),
                            "ceilingHeapMiB", Start.median(ofCeiling, Start::heapMiB),
                            "rounds", (double) ofSubject.size(),
                            "othersPercent", Start.median(ofSubject, Start::othersPercent)));
        }

        /** Starts the subject, sees that it serves everything, and ends it. */
        private Start serve(Path stateFolder) throws BenchException, InterruptedException {
            long before = System.nanoTime();
            try (var gitvoy = startGitvoy(arguments(stateFolder))) {
                var watch = Machine.watch(gitvoy);
                gitvoy.expect("listening", READY_TIMEOUT);
                var addresses = gitvoy.expect("ready", READY_TIMEOUT);
                awaitReadyz(port(addresses, "admin"));
                long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - before);
                var start = start(gitvoy, micros, watch);
                check(port(addresses, "xds"));
                gitvoy.stop(STOP_TIMEOUT);
                return start;
            }
        }

        private static ServerProcess startGitvoy(List<String> arguments) throws BenchException {
            var launcher = System.getProperty(LAUNCHER);
            if (launcher == null) {
                return ServerProcess.start(MEMORY, Main.class, arguments.toArray(String[]::new));
            }
            var command = new ArrayList<>(List.of(launcher));
            command.addAll(arguments);
            var options = new ArrayList<>(MEMORY);
            options.addAll(ServerProcess.extraOptions());
            return ServerProcess.start("gitvoy", command, Map.of("GITVOY_JAVA_OPTS", String.join(" ", options)));
        }

        private static Start start(ServerProcess server, long micros, Machine.Watch watch)
                throws BenchException, InterruptedException {
            long cpuMicros = server.cpuMicros();
            double peakRssMiB = server.peakRssMiB();
            double others = watch.othersPercent();
            return new Start(micros, cpuMicros, server.heapMiB(), peakRssMiB, others);
        }

        private List<String> arguments(Path stateFolder) {
            var arguments = new ArrayList<>(List.of("serve", "--repo", origin.toString(), "--branch", "main"));
            arguments.addAll(List.of("--state-dir", stateFolder.toString()));
            PORTS.forEach(port -> arguments.addAll(List.of(port, "0")));
            return arguments;
        }

        /** @param addresses as {@code gitvoy serve} prints them: {@code xds=127.0.0.1:18000 ..} */
        private static int port(String addresses, String name) throws BenchException {
            return Arrays.stream(addresses.split(" ", -1))
                    .filter(address -> address.startsWith(name + "="))
                    .map(address -> Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)))
                    .findFirst()
                    .orElseThrow(() -> new BenchException("no " + name + " in \"" + addresses + "\""));
        }

        private static void awaitReadyz(int port) throws BenchException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .build();
            long deadline = System.nanoTime() + READYZ_TIMEOUT.toNanos();
            while (true) {
                try {
                    var code = HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode();
                    if (code == OK) {
                        return;
                    }
                    if (System.nanoTime() - deadline >= 0) {
                        throw new BenchException("/readyz says " + code + " although the server is ready");
                    }
                } catch (IOException e) {
                    throw new BenchException("/readyz does not answer: " + e.getMessage(), e);
                }
                Thread.sleep(1);
            }
        }

        /** An Envoy of each group has to be served all that is its, and nothing else. */
        private void check(int port) throws BenchException, InterruptedException {
            var all = DiscoveryResponse.newBuilder();
            try (var envoy = Envoy.connect(port)) {
                for (var group : ConfigTree.groups()) {
                    for (var type : ConfigTree.TYPES) {
                        all.addAllResources(envoy.all(type, group, tree.names(group)));
                    }
                }
            }
            try {
                Files.write(encoded, all.build().toByteArray());
            } catch (IOException e) {
                throw new BenchException("cannot write " + encoded + ": " + e.getMessage(), e);
            }
        }

        /** The ceiling. */
        private Start read() throws BenchException, InterruptedException {
            long before = System.nanoTime();
            try (var reader = ServerProcess.start(MEMORY, ReadServer.class, encoded.toString())) {
                var watch = Machine.watch(reader);
                var resources = reader.expect(ReadServer.READY, READY_TIMEOUT);
                long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - before);
                if (Integer.parseInt(resources) != tree.resources()) {
                    throw new BenchException(resources + " resources were read instead of " + tree.resources());
                }
                return start(reader, micros, watch);
            }
        }

        private void moveAway() throws BenchException {
            try {
                Files.move(origin, folder.resolve("away.git"));
            } catch (IOException e) {
                throw new BenchException("cannot move " + origin + ": " + e.getMessage(), e);
            }
        }
    }
}
