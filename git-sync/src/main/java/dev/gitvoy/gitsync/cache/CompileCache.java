package dev.gitvoy.gitsync.cache;

import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What files were compiled to, by their path and content, errors too: neither a restart nor a second look compiles again. It may
 * forget anything at any time. Any thread.
 *
 * <p>What it is given is written to disk: nothing secret may be put into it.
 */
public interface CompileCache extends AutoCloseable {
    /** One that remembers nothing. */
    CompileCache NONE = new CompileCache() {
        @Override
        public OptionalInt sourceBytes(CacheKey key) {
            return OptionalInt.empty();
        }

        @Override
        public Optional<byte[]> find(CacheKey key) {
            return Optional.empty();
        }

        @Override
        public void put(CacheKey key, int sourceBytes, byte[] value) {}

        @Override
        public boolean isWorthTrimming(int needed) {
            return false;
        }

        @Override
        public void trim(Collection<CacheKey> needed) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** How large the file is, if {@link #find} will most likely find what it was compiled to. */
    OptionalInt sourceBytes(CacheKey key);

    Optional<byte[]> find(CacheKey key);

    /**
     * Remembers at once, and on disk with the next {@link #flush}.
     *
     * @param sourceBytes how large the file is that was compiled
     */
    void put(CacheKey key, int sourceBytes, byte[] value);

    /** Whether most of what is here is of no more use, if so many entries are. */
    boolean isWorthTrimming(int needed);

    /** Forgets all others, on disk with the next {@link #flush}. */
    void trim(Collection<CacheKey> needed);

    /** Writes to disk what has come since the last time; blocks. What cannot be written is forgotten when the process ends. */
    void flush();

    @Override
    void close();
}
