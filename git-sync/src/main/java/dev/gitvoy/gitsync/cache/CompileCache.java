package dev.gitvoy.gitsync.cache;

import java.util.Collection;
import java.util.Optional;

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
        public boolean has(CacheKey key) {
            return false;
        }

        @Override
        public Optional<byte[]> find(CacheKey key) {
            return Optional.empty();
        }

        @Override
        public void put(CacheKey key, byte[] value) {}

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

    /** Whether {@link #find} will most likely find it. */
    boolean has(CacheKey key);

    Optional<byte[]> find(CacheKey key);

    /** Remembers at once, and on disk with the next {@link #flush}. */
    void put(CacheKey key, byte[] value);

    /** Whether most of what is here is of no more use, if so many entries are. */
    boolean isWorthTrimming(int needed);

    /** Forgets all others, on disk with the next {@link #flush}. */
    void trim(Collection<CacheKey> needed);

    /** Writes to disk what has come since the last time; blocks. What cannot be written is forgotten when the process ends. */
    void flush();

    @Override
    void close();
}
