package dev.gitvoy.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Steady traffic to one port of this machine, from threads of its own, for the whole of a scenario. A scenario says which
 * answers are right at a time; each other answer, error or timeout is kept and fails it, and so does a rate below
 * {@link #FLOOR}, because traffic that pauses while something breaks proves nothing.
 */
final class TrafficMeter implements AutoCloseable {
    /** Requests a second that must have been answered on average. */
    static final int FLOOR = 100;

    private static final int RATE = 250;
    private static final int CONNECTIONS = 5;
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1) / RATE;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** So many equal answers one after the other, over all connections, say that a change has arrived everywhere. */
    private static final int STEADY = 50;

    private static final int SHOWN = 10;

    /** An answer that was not allowed. */
    private record Unexpected(Instant at, Set<String> allowed, String answer) {
        @Override
        public String toString() {
            return at + " expected " + new TreeSet<>(allowed) + " but got: " + answer;
        }
    }

    private final InetSocketAddress target;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Unexpected> unexpected = new ArrayList<>();
    /** When each answer came first since the allowed answers last changed. */
    private final Map<String, Instant> first = new HashMap<>();

    private final long start = System.nanoTime();
    private long end;
    private volatile boolean running = true;
    private volatile Set<String> allowed;
    private long answers;
    private String latest = "";
    private int streak;

    private TrafficMeter(int port, String expected) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        allowed = Set.of(expected);
    }

    /** Starts traffic to a port that already gives the expected answer. */
    static TrafficMeter start(int port, String expected) {
        var meter = new TrafficMeter(port, expected);
        for (int i = 0; i < CONNECTIONS; i++) {
            int number = i;
            var thread = new Thread(() -> meter.ask(number), "traffic-" + number);
            thread.setDaemon(true);
            meter.threads.add(thread);
            thread.start();
        }
        return meter;
    }

    /** From now on only this answer is right, except for a request that is already on its way. */
    void expect(String answer) {
        allow(Set.of(answer));
    }

    /** From now on each of these answers is right: a change is under way. */
    void expectEither(String... answers) {
        allow(Set.of(answers));
    }

    /** Waits until nothing but this answer comes, then allows nothing else. Returns when it came first. */
    Instant awaitOnly(String answer) {
        restartStreak();
        Waiting.soon("only " + answer + " is answered").until(() -> steady(answer));
        Instant came = firstOf(answer);
        expect(answer);
        return came;
    }

    /** Waits until so many more requests were answered. */
    void awaitAnswers(int more) {
        long goal = answers() + more;
        Waiting.soon(more + " more answers").until(() -> answers() >= goal);
    }

    /** Fails when an answer was not allowed or the rate was too low. */
    synchronized void assertClean() {
        double seconds = (double) ((running ? System.nanoTime() : end) - start) / TimeUnit.SECONDS.toNanos(1);
        assertThat(unexpected.stream().limit(SHOWN))
                .as("%d unexpected answers among %d in %.1f s, the first ones", unexpected.size(), answers, seconds)
                .isEmpty();
        assertThat(answers / seconds)
                .as("requests answered a second, over %.1f s", seconds)
                .isGreaterThanOrEqualTo(FLOOR);
    }

    /** Stops the traffic and waits for what is under way. */
    @Override
    public void close() {
        running = false;
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        end = System.nanoTime();
    }

    private void ask(int number) {
        try (var connection = new KeepAliveConnection(target, TIMEOUT)) {
            for (long turn = number; running; turn += CONNECTIONS) {
                // Turns have fixed times: after a stall, requests are sent at once until the schedule is met again.
                for (long wait = untilTurn(turn); wait > 0 && running; wait = untilTurn(turn)) {
                    LockSupport.parkNanos(wait);
                }
                var allowedWhenSent = allowed;
                String answer;
                try {
                    answer = connection.get();
                } catch (IOException e) {
                    answer = "no answer: " + e;
                }
                record(answer, allowedWhenSent);
            }
        }
    }

    private long untilTurn(long turn) {
        return start + turn * TURN_NANOS - System.nanoTime();
    }

    private synchronized void record(String answer, Set<String> allowedWhenSent) {
        answers++;
        streak = answer.equals(latest) ? streak + 1 : 1;
        latest = answer;
        first.putIfAbsent(answer, Instant.now());
        if (!allowed.contains(answer) && !allowedWhenSent.contains(answer)) {
            var either = new TreeSet<>(
                    Stream.of(allowed, allowedWhenSent).flatMap(Set::stream).toList());
            unexpected.add(new Unexpected(Instant.now(), either, answer));
        }
    }

    private synchronized void allow(Set<String> answers) {
        allowed = answers;
        first.clear();
    }

    private synchronized void restartStreak() {
        streak = 0;
    }

    private synchronized boolean steady(String answer) {
        return streak >= STEADY && latest.equals(answer);
    }

    private synchronized Instant firstOf(String answer) {
        return requireNonNull(first.get(answer), answer);
    }

    private synchronized long answers() {
        return answers;
    }
}
