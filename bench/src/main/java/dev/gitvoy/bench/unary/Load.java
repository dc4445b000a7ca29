package dev.gitvoy.bench.unary;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Quantiles;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks one server, over some connections, with a fixed number of requests in flight: each answer sends the next. */
final class Load implements AutoCloseable {
    private static final int CONNECTIONS = 2;
    private static final int IN_FLIGHT = 32;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Question question;
    private final MethodDescriptor<byte[], byte[]> method;
    private final List<byte[]> requests;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    Load(Question question, int port) {
        this.question = question;
        this.method = RawMethod.of(question);
        this.requests = question.requests();
        for (int i = 0; i < CONNECTIONS; i++) {
            channels.add(NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .directExecutor()
                    .build());
        }
    }

    /** Answers that came, in the time that they took. */
    record Round(long answers, double seconds, double p50Micros, double p99Micros) {
        double rate() {
            return answers / seconds;
        }
    }

    /** Asks once; returns the answer. */
    byte[] ask() throws BenchException {
        var answer = ClientCalls.blockingUnaryCall(
                channels.get(0), method, CallOptions.DEFAULT, requests.get(next.getAndIncrement() % requests.size()));
        try {
            if (question.isYes(answer)) {
                return answer;
            }
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new BenchException("an answer that is none", e);
        }
        throw new BenchException("the server says no", new IllegalStateException(question.name()));
    }

    Round run(Duration duration) throws BenchException, InterruptedException {
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        var callers = new ArrayList<Caller>();
        var done = new CountDownLatch(CONNECTIONS * IN_FLIGHT);
        var failure = new AtomicReference<@Nullable Throwable>();
        for (var channel : channels) {
            for (int i = 0; i < IN_FLIGHT; i++) {
                var caller = new Caller(channel, end, done, failure);
                callers.add(caller);
                caller.send();
            }
        }
        if (!done.await(duration.plus(TIMEOUT).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BenchException("the server does not answer", new IllegalStateException(question.name()));
        }
        var failed = failure.get();
        if (failed != null) {
            throw new BenchException("a request failed: " + failed, failed);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        var micros = new ArrayList<Double>();
        callers.forEach(caller -> micros.addAll(caller.micros));
        var quantiles = new Quantiles(micros);
        // Some answers are looked at: fast nonsense is no result.
        for (int i = 0; i < 100; i++) {
            ask();
        }
        return new Round(micros.size(), seconds, quantiles.at(0.5), quantiles.at(0.99));
    }

    /** One request after the other. Its answers come on one thread at a time. */
    private final class Caller implements StreamObserver<byte[]> {
        private final ManagedChannel channel;
        private final long end;
        private final CountDownLatch done;
        private final AtomicReference<@Nullable Throwable> failure;
        private final ConcurrentLinkedQueue<Double> micros = new ConcurrentLinkedQueue<>();
        private volatile long sent;

        Caller(ManagedChannel channel, long end, CountDownLatch done, AtomicReference<@Nullable Throwable> failure) {
            this.channel = channel;
            this.end = end;
            this.done = done;
            this.failure = failure;
        }

        void send() {
            sent = System.nanoTime();
            ClientCalls.asyncUnaryCall(
                    channel.newCall(method, CallOptions.DEFAULT),
                    requests.get((next.getAndIncrement() & Integer.MAX_VALUE) % requests.size()),
                    this);
        }

        @Override
        public void onNext(byte[] answer) {
            micros.add((System.nanoTime() - sent) / 1e3);
        }

        @Override
        public void onError(Throwable error) {
            failure.compareAndSet(null, error);
            done.countDown();
        }

        @Override
        public void onCompleted() {
            if (System.nanoTime() - end < 0) {
                send();
            } else {
                done.countDown();
            }
        }
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
