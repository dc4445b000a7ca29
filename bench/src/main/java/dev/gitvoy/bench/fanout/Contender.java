package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.ServerProcess;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One server under test and the fleet that is connected to it. Used by one thread. */
final class Contender implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ServerProcess server;
    private final EventLoopGroup eventLoop;
    private final Scale scale;
    private final List<String> services;
    private final int port;
    private final AtomicLong requestsSent = new AtomicLong();
    private @Nullable Fleet fleet;

    private Contender(ServerProcess server, EventLoopGroup eventLoop, Scale scale)
            throws BenchException, InterruptedException {
        this.server = server;
        this.eventLoop = eventLoop;
        this.scale = scale;
        this.services = new Services(scale.services()).names();
        this.port = Integer.parseInt(server.expect(ServerLoop.PORT, TIMEOUT));
    }

    /** Takes over a server that has just been started; to end it is its starter's business. */
    static Contender over(ServerProcess server, EventLoopGroup eventLoop, Scale scale)
            throws BenchException, InterruptedException {
        return new Contender(server, eventLoop, scale);
    }

    /** Replaces the fleet by a new one that holds nothing, and measures how it is filled. */
    Sample fill() throws BenchException, InterruptedException {
        disconnect();
        var envoys = Fleet.connect(eventLoop, port, scale.streams(), services, requestsSent);
        fleet = envoys;
        ask(ServerLoop.STREAMS, scale.streams());
        long cpuBefore = server.quietCpuMicros();

        var round = envoys.expect(scale.services(), scale.services());
        long start = System.nanoTime();
        envoys.subscribe();
        awaitAll(envoys, round);
        awaitAcks(envoys);

        long cpu = server.quietCpuMicros() - cpuBefore;
        return Sample.of(
                List.of(new Sample.Time(round.microsSince(start), round)), scale.streams(), cpu, server.rssMiB(), 0);
    }

    /** Makes changes of one kind, one after the other. */
    Sample change(Change kind, int times) throws BenchException, InterruptedException {
        if (fleet == null) {
            throw new IllegalStateException("no fleet to change");
        }
        var envoys = fleet;
        long cpu = 0;
        long commitCpu = 0;
        var measured = new ArrayList<Sample.Time>();
        for (int time = 0; time < times; time++) {
            long cpuAtStart = server.cpuMicros();
            server.send(ServerLoop.PREPARE + " " + kind.word());
            server.expect(ServerLoop.PREPARED, TIMEOUT);
            long cpuBefore = server.quietCpuMicros();

            var round = envoys.expect(kind.clusters(scale.services()), kind.assignments(scale.services()));
            long start = System.nanoTime();
            server.send(ServerLoop.GO);
            awaitAll(envoys, round);
            server.expect(ServerLoop.PUSHED, TIMEOUT);
            awaitAcks(envoys);

            cpu += server.quietCpuMicros() - cpuBefore;
            commitCpu += cpuBefore - cpuAtStart;
            measured.add(new Sample.Time(round.microsSince(start), round));
        }
        return Sample.of(measured, scale.streams(), cpu, server.rssMiB(), commitCpu);
    }

    private static void awaitAll(Fleet envoys, Round round) throws BenchException, InterruptedException {
        try {
            round.await(TIMEOUT);
        } finally {
            envoys.check();
        }
    }

    private void awaitAcks(Fleet envoys) throws BenchException, InterruptedException {
        envoys.settle();
        ask(ServerLoop.REQUESTS, requestsSent.get());
    }

    private void ask(String order, long count) throws BenchException, InterruptedException {
        server.send(order + " " + count);
        server.expect(order, TIMEOUT);
    }

    private void disconnect() throws BenchException, InterruptedException {
        if (fleet != null) {
            fleet.close();
            fleet = null;
            ask(ServerLoop.STREAMS, 0);
        }
    }

    ServerProcess server() {
        return server;
    }

    /** Closes the connections. */
    @Override
    public void close() {
        if (fleet != null) {
            fleet.close();
        }
    }
}
