package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.ServerProcess;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One server under test and the fleet that is connected to it. Used by one thread. */
final class Contender implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final ServerProcess server;
    private final EventLoopGroup eventLoop;
    private final int port;
    private final AtomicLong requestsSent = new AtomicLong();
    private @Nullable Fleet fleet;
    private long surplusKnown;

    private Contender(ServerProcess server, EventLoopGroup eventLoop) throws BenchException, InterruptedException {
        this.server = server;
        this.eventLoop = eventLoop;
        this.port = Integer.parseInt(server.expect(ServerLoop.PORT, TIMEOUT));
    }

    /** Takes over a server that has just been started; to end it is its starter's business. */
    static Contender over(ServerProcess server, EventLoopGroup eventLoop) throws BenchException, InterruptedException {
        return new Contender(server, eventLoop);
    }

    /** What it cost a server to take part in something. */
    record Effort(long micros, long cpuMicros) {}

    /** Replaces the fleet by a new one, whose streams are open when this returns, and silent. */
    Effort connect(int streams, Wishes wishes) throws BenchException, InterruptedException {
        disconnect();
        long cpuBefore = server.quietCpuMicros();
        long start = System.nanoTime();
        fleet = Fleet.connect(eventLoop, port, streams, wishes, requestsSent);
        surplusKnown = 0;
        ask(ServerLoop.STREAMS, streams);
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        return new Effort(micros, server.quietCpuMicros() - cpuBefore);
    }

    /** Connects a new fleet, and measures how it is filled. */
    Sample fill(int streams, Wishes wishes, Due due) throws BenchException, InterruptedException {
        connect(streams, wishes);
        return subscribe(due);
    }

    /** Lets the streams speak, and measures until the server has read all that they have to say. */
    Sample subscribe(Due due) throws BenchException, InterruptedException {
        var envoys = fleet();
        long cpuBefore = server.quietCpuMicros();
        var round = envoys.expect(due);
        long start = System.nanoTime();
        envoys.subscribe();
        awaitAll(round);
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        long cpu = server.quietCpuMicros() - cpuBefore;
        var times = due.equals(Due.NOTHING) ? Sample.Time.of((double) micros, round) : Sample.Time.of(round, start);
        return Sample.of(List.of(times), envoys.size(), cpu, server.rssMiB(), 0, newSurplus());
    }

    /** Makes changes of one kind, one after the other. */
    Sample change(Change kind, Due due, int times) throws BenchException, InterruptedException {
        long cpu = 0;
        long commitCpu = 0;
        var measured = new ArrayList<Sample.Time>();
        for (int time = 0; time < times; time++) {
            var push = push(kind, due);
            cpu += push.cpuMicros();
            commitCpu += push.commitCpuMicros();
            measured.add(Sample.Time.of(push.round(), push.startNanos()));
        }
        return Sample.of(measured, fleet().size(), cpu, server.rssMiB(), commitCpu, newSurplus());
    }

    /**
     * One change.
     *
     * @param cpuMicros from the gate to the last ACK
     * @param commitCpuMicros before the gate
     */
    record Push(Round round, long startNanos, long cpuMicros, long commitCpuMicros, PublishCost cost) {}

    Push push(Change kind, Due due) throws BenchException, InterruptedException {
        long cpuAtStart = server.cpuMicros();
        server.send(ServerLoop.PREPARE + " " + kind.word());
        server.expect(ServerLoop.PREPARED, TIMEOUT);
        long cpuBefore = server.quietCpuMicros();

        var round = fleet().expect(due);
        long start = System.nanoTime();
        server.send(ServerLoop.GO);
        var cost = PublishCost.parse(server.expect(ServerLoop.PUSHED, TIMEOUT));
        awaitAll(round);
        return new Push(round, start, server.quietCpuMicros() - cpuBefore, cpuBefore - cpuAtStart, cost);
    }

    /** Until every stream was sent what is due, and the server has read every answer. */
    private void awaitAll(Round round) throws BenchException, InterruptedException {
        try {
            round.await(TIMEOUT);
        } finally {
            fleet().check();
        }
        fleet().settle();
        ask(ServerLoop.REQUESTS, requestsSent.get());
        fleet().check();
    }

    /** How many resources came since it was asked last that were not due. */
    private long newSurplus() {
        long before = surplusKnown;
        surplusKnown = fleet().surplus();
        return surplusKnown - before;
    }

    /** From now on the streams refuse what they are sent. */
    void refuse() {
        fleet().refuse();
    }

    /** What is in use after a collection. */
    long heapBytes() throws BenchException, InterruptedException {
        server.send(ServerLoop.HEAP);
        return Long.parseLong(server.expect(ServerLoop.HEAP, TIMEOUT));
    }

    private void ask(String order, long count) throws BenchException, InterruptedException {
        server.send(order + " " + count);
        server.expect(order, TIMEOUT);
    }

    boolean isConnected() {
        return fleet != null;
    }

    /** Ends the streams; the server has noticed when this returns. */
    void disconnect() throws BenchException, InterruptedException {
        if (fleet != null) {
            fleet.close();
            fleet = null;
            ask(ServerLoop.STREAMS, 0);
        }
    }

    private Fleet fleet() {
        if (fleet == null) {
            throw new IllegalStateException("no fleet is connected");
        }
        return fleet;
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
