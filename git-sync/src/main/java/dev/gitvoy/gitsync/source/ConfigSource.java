package dev.gitvoy.gitsync.source;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration comes from: a branch of a Git repository or a plain folder. Yields whole commits; remembers which
 * one was applied last. Not thread-safe: one thread owns a source.
 */
public interface ConfigSource extends AutoCloseable {
    /** The address for people, without credentials. */
    String url();

    /** Which line of commits is followed, for example {@code refs/heads/main}; empty for a folder. */
    String ref();

    /**
     * Asks the source for its newest commit and keeps it. Bounded by the source's deadline.
     *
     * @throws SourceException when the source cannot be reached, has no such ref, or cannot be read; earlier commits stay
     *     readable
     */
    Commit fetch() throws SourceException;

    /**
     * Changes when what the source is reached with changes, such as a file with credentials: a failure of {@link #fetch} may
     * then be over.
     */
    default String accessFingerprint() {
        return "";
    }

    /**
     * Lets the next {@link #fetch} ask the source, which is else left alone after it did not accept the credentials. For
     * people who ask for it, not for timers.
     */
    default void forgetFailure() {}

    /** The commit that was {@linkplain #markApplied marked} last, perhaps by an earlier process; needs no remote. */
    Optional<Commit> applied() throws SourceException;

    /**
     * The difference from one commit to another, both fetched or applied earlier. Everything in {@code to} when the other is
     * lost; see {@link Changes#whole}.
     *
     * @param from null for everything in {@code to}
     */
    Changes changes(@Nullable Commit from, Commit to) throws SourceException;

    /**
     * The same, without reading files whose content makes no difference: they are read when they are asked for it after all, until
     * the source is closed.
     *
     * @param known asked on this thread
     */
    default Changes changes(@Nullable Commit from, Commit to, KnownFiles known) throws SourceException {
        return changes(from, to);
    }

    /**
     * How the source came from one commit to another, both fetched or applied earlier.
     *
     * @param from null for the first commit that is served
     */
    History history(@Nullable Commit from, Commit to) throws SourceException;

    /**
     * A commit that was fetched, perhaps long ago.
     *
     * @param id a full id, or a beginning that no other commit has
     * @throws SourceException when there is none, or more than one; for people
     */
    Commit find(String id) throws SourceException;

    /** Remembers, across restarts, that this commit is the one being served. */
    void markApplied(Commit commit) throws SourceException;

    @Override
    void close();
}
