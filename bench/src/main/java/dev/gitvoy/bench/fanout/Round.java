package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Quantiles;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One thing that happens to every stream of a fleet: what each is to be sent, and when each had all of it. */
final class Round {
    private static final double NANOS_PER_MICRO = 1000;

    final int clusters;
    final int assignments;
    private final long[] finishedNanos;
    private final CountDownLatch unfinished;
    private final AtomicLong responses = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Round(int streams, int clusters, int assignments) {
        this.clusters = clusters;
        this.assignments = assignments;
        this.finishedNanos = new long[streams];
        this.unfinished = new CountDownLatch(streams);
    }

    void arrived(DeltaAnswer answer) {
        responses.incrementAndGet();
        bytes.addAndGet(answer.bytes());
    }

    /** The stream has all that it was to be sent. */
    void finished(int stream) {
        finishedNanos[stream] = System.nanoTime();
        unfinished.countDown();
    }

    void await(Duration timeout) throws BenchException, InterruptedException {
        if (!unfinished.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BenchException("%d of %d streams have not got everything after %d s"
                    .formatted(unfinished.getCount(), finishedNanos.length, timeout.toSeconds()));
        }
    }

    /** When the streams had everything, counted from a moment. */
    Quantiles microsSince(long startNanos) {
        return new Quantiles(Arrays.stream(finishedNanos)
                .mapToObj(finished -> (finished - startNanos) / NANOS_PER_MICRO)
                .toList());
    }

    double responsesPerStream() {
        return responses.doubleValue() / finishedNanos.length;
    }

    double bytesPerStream() {
        return bytes.doubleValue() / finishedNanos.length;
    }
}
