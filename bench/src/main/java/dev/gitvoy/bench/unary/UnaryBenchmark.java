package dev.gitvoy.bench.unary;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Benchmark;
import dev.gitvoy.bench.Figures;
import dev.gitvoy.bench.Machine;
import dev.gitvoy.bench.Options;
import dev.gitvoy.bench.Quantiles;
import dev.gitvoy.bench.Report;
import dev.gitvoy.bench.ServerProcess;
import dev.gitvoy.bench.TemporaryFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import redis.embedded.RedisServer;

/** What one request costs a service, beside an echo of the same messages. */
public final class UnaryBenchmark implements Benchmark {
    private static final Duration START = Duration.ofSeconds(60);
    private static final double CPU_BOUND = 2;

    private final String name;
    private final String summary;
    private final Question question;
    private final boolean inRedis;

    private UnaryBenchmark(String name, String summary, Question question, boolean inRedis) {
        this.name = name;
        this.summary = summary;
        this.question = question;
        this.inRedis = inRedis;
    }

    public static List<Benchmark> all() {
        return List.of(
                new UnaryBenchmark(
                        "rls-memory", "rate limits counted in memory, beside an echo", Question.RATE_LIMIT, false),
                new UnaryBenchmark(
                        "rls-redis", "rate limits counted in Redis, beside an echo", Question.RATE_LIMIT, true),
                new UnaryBenchmark("authz", "checks by policy and CEL, beside an echo", Question.CHECK, false));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    /** How long to measure. */
    private record Scale(Duration warmUp, Duration round, int rounds) {
        static final Scale FULL = new Scale(Duration.ofSeconds(15), Duration.ofSeconds(5), 5);
        static final Scale QUICK = new Scale(Duration.ofMillis(500), Duration.ofMillis(500), 1);
    }

    @Override
    public Report run(Options options) throws BenchException, InterruptedException {
        var scale = options.quick() ? Scale.QUICK : Scale.FULL;
        if (!inRedis) {
            return run(scale, "memory");
        }
        try {
            int port = freePort();
            var redis = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .build();
            redis.start();
            try {
                return run(scale, "redis://127.0.0.1:" + port);
            } finally {
                redis.stop();
            }
        } catch (IOException e) {
            throw new BenchException("the embedded Redis does not start or stop: " + e.getMessage(), e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Report run(Scale scale, String store) throws BenchException, InterruptedException {
        try (var folder = TemporaryFolder.create();
                var gitvoy = ServerProcess.start(
                        GitvoyServer.class, question.name(), folder.path().toString(), store);
                var ask = new Load(question, port(gitvoy));
                var echo = ServerProcess.start(
                        EchoServer.class, question.name(), HexFormat.of().formatHex(ask.ask()));
                var askEcho = new Load(question, port(echo))) {
            ask.run(scale.warmUp);
            askEcho.run(scale.warmUp);
            var watch = Machine.watch(gitvoy, echo);
            var subject = new ArrayList<Figures>();
            var ceiling = new ArrayList<Figures>();
            for (int round = 0; round < scale.rounds; round++) {
                subject.add(measure(gitvoy, ask, scale));
                ceiling.add(measure(echo, askEcho, scale));
            }
            return report(subject, ceiling, watch.othersPercent());
        }
    }

    private static int port(ServerProcess server) throws BenchException, InterruptedException {
        return Integer.parseInt(server.expect("port", START));
    }

    private static Figures measure(ServerProcess server, Load load, Scale scale)
            throws BenchException, InterruptedException {
        long before = server.quietCpuMicros();
        var round = load.run(scale.round);
        double cpu = server.quietCpuMicros() - before;
        return new Figures(round.rate(), cpu / round.answers(), round.p50Micros(), round.p99Micros(), server.rssMiB());
    }

    private Report report(List<Figures> subject, List<Figures> ceiling, double others) {
        var ours = Figures.median(subject);
        var echo = Figures.median(ceiling);
        var each = new Report.Case(
                name,
                ours,
                echo,
                Map.of("othersPercent", others, "rounds", (double) subject.size(), "spread", spread(subject)));
        return new Report(
                name,
                Machine.describe(),
                List.of(each),
                List.of(new Report.Goal("CPU / echo", each.ratioCpu(), CPU_BOUND)));
    }

    /** The largest CPU of a round by the smallest: how far to trust the median. */
    private static double spread(List<Figures> rounds) {
        var cpu = new Quantiles(rounds.stream().map(Figures::cpuMicros).toList());
        return cpu.max() / cpu.at(0);
    }
}
