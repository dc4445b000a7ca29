package dev.gitvoy.bench.repository;

import dev.gitvoy.bench.Orders;
import dev.gitvoy.gitsync.source.FetchLimits;
import dev.gitvoy.gitsync.source.GitAccess;
import dev.gitvoy.gitsync.source.GitBranchSource;
import dev.gitvoy.gitsync.source.GitOrigin;
import dev.gitvoy.gitsync.source.GitRevision;
import dev.gitvoy.gitsync.source.SourceException;
import dev.gitvoy.gitsync.source.StateDirectory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/** What both servers do when told: they follow a branch to its newest commit, and tell what that cost. */
final class FollowLoop {
    static final String FOLLOW = "follow";
    /** With a {@link Followed}. */
    static final String FOLLOWED = "followed";
    /** Answered by the bytes that are in use after a collection. */
    static final String HEAP = "heap";

    /** Enough for what only finalizers and weak references keep. */
    private static final int COLLECTIONS = 3;

    /** What is done about the newest commit. */
    interface Follower {
        Step follow() throws SourceException;
    }

    /**
     * A server's own account of it.
     *
     * @param done when the last part of the server had it
     * @param changed counts resources that are others than before; asked when nothing is measured any more
     */
    record Step(String commit, Mark fetched, Mark done, IntSupplier changed) {}

    private final Orders orders = new Orders();
    private final Follower follower;

    FollowLoop(Follower follower) {
        this.follower = follower;
    }

    /** The main branch of a repository, with a state folder of its own. */
    static GitBranchSource source(String repository, String stateFolder, Predicate<String> paths)
            throws SourceException {
        return new GitBranchSource(
                GitOrigin.of(repository, GitRevision.branch("main"), ""),
                GitAccess.NONE,
                FetchLimits.DEFAULT,
                StateDirectory.open(Path.of(stateFolder)),
                paths);
    }

    /** Returns when the benchmark has ended. */
    void run() throws SourceException {
        for (var order = orders.next(); order.isPresent(); order = orders.next()) {
            switch (order.get()) {
                case FOLLOW -> orders.answer(FOLLOWED + " " + follow().line());
                case HEAP -> orders.answer(HEAP + " " + heapInUse());
                default -> throw new IllegalArgumentException("order: " + order.get());
            }
        }
    }

    private Followed follow() throws SourceException {
        long before = System.nanoTime();
        var step = follower.follow();
        long whole = System.nanoTime() - before;
        return Followed.between(step.fetched, step.done, step.commit, step.changed.getAsInt(), whole);
    }

    private static long heapInUse() {
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
