package dev.gitvoy.demo;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Counts the answers to the requests that were sent while it was the current one. Any thread. */
final class Tally {
    private final Map<String, Long> answers = new TreeMap<>();
    private long failed;
    private String firstFailure = "";

    synchronized void answered(String upstream) {
        answers.merge(upstream, 1L, Long::sum);
        notifyAll();
    }

    synchronized void failed(String reason) {
        if (failed == 0) {
            firstFailure = reason;
        }
        failed++;
        notifyAll();
    }

    synchronized long requests() {
        return failed + answers.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized long failed() {
        return failed;
    }

    /** What went wrong first, or an empty string. */
    synchronized String firstFailure() {
        return firstFailure;
    }

    /** The answers of each upstream, by its name. */
    synchronized Map<String, Long> answers() {
        return Map.copyOf(answers);
    }

    /** Whether there were answers, all of them good and from this upstream. */
    synchronized boolean isOnly(String upstream) {
        return failed == 0 && answers.keySet().equals(Set.of(upstream));
    }

    /** Waits until so many requests have ended; returns whether they did before the deadline. */
    synchronized boolean await(long requests, Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (requests() < requests) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** For example {@code 120 by v1, 3 by v2, 1 failed}. */
    @Override
    public synchronized String toString() {
        var text = new StringBuilder();
        answers.forEach((upstream, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(count)
                .append(" by ")
                .append(upstream));
        if (failed > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(failed).append(" failed");
        }
        return text.isEmpty() ? "none" : text.toString();
    }
}
