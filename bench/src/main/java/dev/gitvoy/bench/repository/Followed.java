package dev.gitvoy.bench.repository;

import java.util.Arrays;

/**
 * What a server did about a commit, and what it cost from the moment when the commit was fetched until the last part of the server
 * had it.
 *
 * @param commit id of the one that it came to
 * @param changed resources that are others than before, new ones included
 * @param cpuNanos of the process, in steps of 10 ms
 * @param threadCpuNanos of the thread that did it; what it gave to other threads is not in it
 * @param bytes allocated by all threads
 * @param wholeNanos with fetching, and with remembering that the commit was applied
 */
record Followed(
        String commit, int changed, long nanos, long cpuNanos, long threadCpuNanos, long bytes, long wholeNanos) {

    static Followed between(Mark fetched, Mark done, String commit, int changed, long wholeNanos) {
        return new Followed(
                commit,
                changed,
                done.nanos() - fetched.nanos(),
                done.cpuNanos() - fetched.cpuNanos(),
                done.threadCpuNanos() - fetched.threadCpuNanos(),
                done.bytesSince(fetched),
                wholeNanos);
    }

    /** As a server's answer to an order. */
    String line() {
        return "%s %d %d %d %d %d %d".formatted(commit, changed, nanos, cpuNanos, threadCpuNanos, bytes, wholeNanos);
    }

    static Followed parse(String line) {
        var fields = line.split(" ", -1);
        var numbers = Arrays.stream(fields).skip(1).mapToLong(Long::parseLong).toArray();
        return new Followed(fields[0], (int) numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }
}
