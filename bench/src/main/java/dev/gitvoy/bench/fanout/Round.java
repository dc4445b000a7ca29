package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.Quantiles;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thing that happens to every stream of a fleet: what each is to be sent, and when each had all of it. The fleet's event
 * loop counts, another thread waits and reads.
 */
final class Round {
    private static final double NANOS_PER_MICRO = 1000;

    private final Due due;
    private final int[] responsesOf;
    private final int[] clustersOf;
    private final int[] assignmentsOf;
    private final long[] finishedNanos;
    private final CountDownLatch unfinished;
    private final AtomicLong responses = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Round(int streams, Due due) {
        this.due = due;
        this.responsesOf = new int[streams];
        this.clustersOf = new int[streams];
        this.assignmentsOf = new int[streams];
        this.finishedNanos = new long[streams];
        this.unfinished = new CountDownLatch(due.equals(Due.NOTHING) ? 0 : streams);
    }

    /** Counts a response. Returns how many resources of it, or removals, the stream was not to be sent. */
    int arrived(int stream, Answer answer) {
        responses.incrementAndGet();
        bytes.addAndGet(answer.bytes());
        boolean before = isComplete(stream);
        responsesOf[stream]++;
        var counts = answer.hasClusters() ? clustersOf : assignmentsOf;
        int awaited = Math.max(0, (answer.hasClusters() ? due.clusters() : due.assignments()) - counts[stream]);
        counts[stream] += answer.resources();
        if (!before && isComplete(stream)) {
            finishedNanos[stream] = System.nanoTime();
            unfinished.countDown();
        }
        return Math.max(0, answer.resources() - awaited) + answer.removed();
    }

    private boolean isComplete(int stream) {
        return responsesOf[stream] >= due.responses()
                && clustersOf[stream] >= due.clusters()
                && assignmentsOf[stream] >= due.assignments();
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
